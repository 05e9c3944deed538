//! Back into the shop: what a table would do, and doing it.

use std::collections::HashMap;

use diesel::QueryResult;
use sha2::{Digest, Sha256};

use super::{Column, Line, Table};
use crate::{
    catalog::{
        self, Change, Fault, GoodError, GoodFields, MOST_GOODS, Product, Shown, TypedGood,
        edit::differences,
    },
    clock::UtcTime,
    db::Connection,
    shorten::shorten,
};

/// How much of a wrong cell is quoted.
const QUOTED: usize = 60;

/// What a table would do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub added: Vec<Added>,
    pub changed: Vec<Changed>,
    /// How many lines say what is so already.
    pub unchanged: usize,
    /// What is wrong; nothing is done while there is anything.
    pub faults: Vec<LineFault>,
}

#[derive(Clone, Debug)]
pub struct Added {
    pub line: u64,
    pub fields: GoodFields,
}

#[derive(Clone, Debug)]
pub struct Changed {
    pub line: u64,
    pub id: i64,
    /// What it is called so far.
    pub name: String,
    pub shown: Shown,
    pub fields: GoodFields,
    pub changes: Vec<Change>,
}

/// Something wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    pub line: u64,
    /// `None` where the line as a whole is wrong.
    pub column: Option<Column>,
    /// What stands there.
    pub value: String,
    pub fault: CellFault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellFault {
    Field(Fault),
    /// No good has that number.
    UnknownId,
    /// Several goods have that name.
    Ambiguous,
    /// An earlier line is about the same good.
    Twice {
        line: u64,
    },
    /// Not as many cells as titles.
    Cells {
        found: usize,
        expected: usize,
    },
    /// More goods than a shop has.
    TooManyGoods,
}

/// What was done to one good, for the log.
pub enum Applied<'a> {
    Added(&'a GoodFields),
    Changed(&'a GoodFields, &'a [Change]),
}

impl Plan {
    /// Names all that would be done: whoever agreed to it agreed to no other.
    #[must_use]
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(format!("{:?}{:?}", self.added, self.changed)))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty()
    }
}

/// What the table would do to the goods as they are now.
///
/// # Errors
/// The database's own.
pub fn plan(connection: &mut Connection, table: &Table) -> QueryResult<Plan> {
    let goods = catalog::all(connection)?;
    let mut plan = Plan::default();
    let mut seen: HashMap<Subject, u64> = HashMap::new();
    for line in &table.lines {
        if let Err(fault) = add_line(&mut plan, &mut seen, &goods, table, line) {
            plan.faults.push(fault);
        }
    }
    let room = usize::try_from(MOST_GOODS).unwrap_or(usize::MAX).saturating_sub(goods.len());
    if let Some(added) = plan.added.get(room) {
        let value = added.fields.name.to_string();
        plan.faults.push(LineFault::new(added.line, None, &value, CellFault::TooManyGoods));
    }
    Ok(plan)
}

/// Does all of it, and tells each part to the log. A good that was changed since the plan was made undoes everything.
///
/// # Errors
/// `GoodError`.
pub fn apply(
    connection: &mut Connection,
    plan: &Plan,
    now: UtcTime,
    mut log: impl FnMut(&mut Connection, Applied<'_>) -> Result<(), GoodError>,
) -> Result<(), GoodError> {
    for Added { fields, .. } in &plan.added {
        catalog::add(connection, fields, now)?;
        log(connection, Applied::Added(fields))?;
    }
    for Changed { id, shown, fields, changes, .. } in &plan.changed {
        catalog::change(connection, *id, *shown, fields)?;
        log(connection, Applied::Changed(fields, changes))?;
    }
    Ok(())
}

/// Which good a line is about.
#[derive(PartialEq, Eq, Hash)]
enum Subject {
    Known(i64),
    New(String),
}

fn add_line(
    plan: &mut Plan,
    seen: &mut HashMap<Subject, u64>,
    goods: &[Product],
    table: &Table,
    line: &Line,
) -> Result<(), LineFault> {
    let (found, expected) = (line.cells.len(), table.columns.len());
    if found != expected {
        let fault = CellFault::Cells { found, expected };
        return Err(LineFault::new(line.number, None, &line.cells.join(" "), fault));
    }
    let cell = |column| {
        let place = table.columns.iter().position(|each| *each == column)?;
        line.cells.get(place).map(|cell| cell.trim())
    };
    let good = known(goods, line.number, cell(Column::Id), cell(Column::Name))?;
    let subject = match good {
        Some(good) => Subject::Known(good.id),
        None => Subject::New(cell(Column::Name).unwrap_or_default().to_owned()),
    };
    if let Some(earlier) = seen.insert(subject, line.number) {
        let value = cell(Column::Name).or(cell(Column::Id)).unwrap_or_default();
        return Err(LineFault::new(line.number, None, value, CellFault::Twice { line: earlier }));
    }
    let mut typed = good.map(TypedGood::from).unwrap_or_default();
    for (column, cell) in table.columns.iter().zip(&line.cells) {
        if let Some(place) = place(&mut typed, *column) {
            cell.clone_into(place);
        }
    }
    let fields = match typed.read() {
        Ok(fields) => fields,
        Err(faults) => {
            plan.faults.extend(faults.into_iter().map(|(field, fault)| {
                let column = Column::of_field(field);
                let value = cell(column).unwrap_or_default();
                LineFault::new(line.number, Some(column), value, CellFault::Field(fault))
            }));
            return Ok(());
        }
    };
    let Some(good) = good else {
        plan.added.push(Added { line: line.number, fields });
        return Ok(());
    };
    let changes = differences(good, good.stock, &fields);
    if changes.is_empty() {
        plan.unchanged += 1;
    } else {
        plan.changed.push(Changed {
            line: line.number,
            id: good.id,
            name: good.name.to_string(),
            shown: Shown { version: good.version, stock: good.stock },
            fields,
            changes,
        });
    }
    Ok(())
}

/// The good that a line is about: the one of its number, or else the one of its name.
fn known<'a>(
    goods: &'a [Product],
    line: u64,
    id: Option<&str>,
    name: Option<&str>,
) -> Result<Option<&'a Product>, LineFault> {
    if let Some(typed) = id.filter(|id| !id.is_empty()) {
        let good = typed.parse().ok().and_then(|id: i64| goods.iter().find(|good| good.id == id));
        let unknown = || LineFault::new(line, Some(Column::Id), typed, CellFault::UnknownId);
        return good.map(Some).ok_or_else(unknown);
    }
    let name = name.unwrap_or_default();
    let mut called = goods.iter().filter(|good| good.name.as_str() == name);
    match (called.next(), called.next()) {
        (Some(_), Some(_)) => {
            Err(LineFault::new(line, Some(Column::Name), name, CellFault::Ambiguous))
        }
        (good, _) => Ok(good),
    }
}

fn place(typed: &mut TypedGood, column: Column) -> Option<&mut String> {
    match column {
        Column::Id => None,
        Column::Name => Some(&mut typed.name),
        Column::Description => Some(&mut typed.description),
        Column::Price => Some(&mut typed.price),
        Column::Category => Some(&mut typed.category),
        Column::Stack => Some(&mut typed.stack),
        Column::Stock => Some(&mut typed.stock),
        Column::Hidden => Some(&mut typed.hidden),
    }
}

impl LineFault {
    fn new(line: u64, column: Option<Column>, value: &str, fault: CellFault) -> Self {
        Self { line, column, value: shorten(value, QUOTED), fault }
    }
}
