//! Out of the shop.

use super::{Column, guarded};
use crate::{
    catalog::{Product, Stack},
    i18n::Lang,
};

/// What tells programs for tables that Cyrillic is coming.
const MARK: &str = "\u{feff}";

/// All goods, a line each, in the words of that language. Russian programs for tables expect semicolons.
///
/// # Errors
/// None: a text takes whatever is written into it.
pub fn export(goods: &[Product], lang: Lang) -> csv::Result<Vec<u8>> {
    let (delimiter, yes, no) = match lang {
        Lang::Ru => (b';', "да", "нет"),
        Lang::En => (b',', "yes", "no"),
    };
    let mut table = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(MARK.as_bytes().to_vec());
    table.write_record(Column::ALL.iter().map(|column| column.title(lang)))?;
    for good in goods {
        table.write_record(Column::ALL.iter().map(|column| match column {
            Column::Id => good.id.to_string(),
            Column::Name => guarded(good.name.as_str()),
            Column::Description => guarded(&good.description),
            Column::Price => good.price.to_string(),
            Column::Category => guarded(&good.category),
            Column::Stack if good.stack == Stack::Loose => no.to_owned(),
            Column::Stack => good.stack.as_str().to_owned(),
            Column::Stock => good.stock.map(|stock| stock.to_string()).unwrap_or_default(),
            Column::Hidden => if good.hidden { yes } else { no }.to_owned(),
        }))?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}
