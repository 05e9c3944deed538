//! The settings by name: the one list of them, with their defaults.

pub const PREFIX: &str = "KASSA_";
/// Names the file; it stands in the environment only, since the file cannot name itself.
pub const FILE_VARIABLE: &str = "KASSA_CONFIG";

/// A setting: `KASSA_` and the key in capitals in the environment, the key alone in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    pub key: &'static str,
    pub default: Option<&'static str>,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Texts with commas or spaces between them; in the file an array is as good.
    List,
    /// Never shown, and also given as the name of a file.
    Secret,
}

impl Setting {
    const fn new(key: &'static str) -> Self {
        Self { key, default: None, kind: Kind::Text }
    }

    const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    const fn of(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    pub fn is_secret(self) -> bool {
        self.kind == Kind::Secret
    }

    pub fn variable(self) -> String {
        variable(self.key)
    }

    /// The setting that names a file holding this secret.
    pub fn file_key(self) -> String {
        format!("{}_file", self.key)
    }
}

pub const LISTEN: Setting = Setting::new("listen").or("127.0.0.1:8080");
pub const PUBLIC_URL: Setting = Setting::new("public_url");
pub const DATA_DIR: Setting = Setting::new("data_dir").or("./data");
pub const DATABASE_URL: Setting = Setting::new("database_url");
/// Its default holds in real mode only: the sandbox has an address of its own.
pub const DROMON_URL: Setting = Setting::new("dromon_url");
pub const DROMON_APP: Setting = Setting::new("dromon_app");
pub const DROMON_APP_ID: Setting = Setting::new("dromon_app_id");
pub const DROMON_SECRET: Setting = Setting::new("dromon_secret").of(Kind::Secret);
pub const DROMON_SECRET_PREVIOUS: Setting = Setting::new("dromon_secret_previous").of(Kind::Secret);
pub const DROMON_REDIRECT_URI: Setting = Setting::new("dromon_redirect_uri");
pub const DROMON_SOURCES: Setting = Setting::new("dromon_sources").of(Kind::List).or("");
pub const TRUSTED_PROXIES: Setting = Setting::new("trusted_proxies").of(Kind::List).or("");
pub const SANDBOX_LISTEN: Setting = Setting::new("sandbox_listen").or("127.0.0.1:8081");
pub const ORDER_TEXT: Setting = Setting::new("order_text").or("Заказ {uid}");
pub const ORDER_TTL: Setting = Setting::new("order_ttl").or("24h");
pub const STOCK_HOLD: Setting = Setting::new("stock_hold").or("30m");
pub const PICK_UP_TIME: Setting = Setting::new("pick_up_time").or("48h");
pub const UNPAID_ORDERS: Setting = Setting::new("unpaid_orders").or("5");
pub const UNPAID_PIECES: Setting = Setting::new("unpaid_pieces").or("6912");
pub const API_RATE: Setting = Setting::new("api_rate").or("600");
pub const TIME_ZONE: Setting = Setting::new("time_zone").or("Europe/Moscow");
pub const MIN_FREE_SPACE: Setting = Setting::new("min_free_space").or("256MiB");
pub const LOG: Setting = Setting::new("log").or("info");
pub const LOG_FORMAT: Setting = Setting::new("log_format").or("pretty");

/// Without it nobody reads the metrics.
pub const METRICS_TOKEN: Setting = Setting::new("metrics_token").of(Kind::Secret);

pub const WEBHOOK_NETWORKS: Setting = Setting::new("webhook_networks").of(Kind::List).or("");

/// The address is the secret: whoever has it writes into the channel.
pub const DISCORD_WEBHOOK: Setting = Setting::new("discord_webhook").of(Kind::Secret);

pub const DISCORD_BOT_TOKEN: Setting = Setting::new("discord_bot_token").of(Kind::Secret);
pub const DISCORD_API: Setting = Setting::new("discord_api").or("https://discord.com/api/v10");
pub const TELEGRAM_BOT_TOKEN: Setting = Setting::new("telegram_bot_token").of(Kind::Secret);
pub const TELEGRAM_CHAT: Setting = Setting::new("telegram_chat");
pub const TELEGRAM_API: Setting = Setting::new("telegram_api").or("https://api.telegram.org");
/// It has the password in it.
pub const SMTP_URL: Setting = Setting::new("smtp_url").of(Kind::Secret);
pub const MAIL_FROM: Setting = Setting::new("mail_from");
pub const MAIL_TO: Setting = Setting::new("mail_to").of(Kind::List);

pub const BACKUP_DIR: Setting = Setting::new("backup_dir");
pub const BACKUP_KEEP: Setting = Setting::new("backup_keep").or("14");

/// All of them, in the order in which `kassa.toml.example` explains them.
pub const ALL: [Setting; 37] = [
    LISTEN,
    PUBLIC_URL,
    DATA_DIR,
    DATABASE_URL,
    BACKUP_DIR,
    BACKUP_KEEP,
    MIN_FREE_SPACE,
    DROMON_APP_ID,
    DROMON_SECRET,
    DROMON_SECRET_PREVIOUS,
    DROMON_APP,
    DROMON_REDIRECT_URI,
    DROMON_URL,
    DROMON_SOURCES,
    TRUSTED_PROXIES,
    SANDBOX_LISTEN,
    ORDER_TEXT,
    ORDER_TTL,
    STOCK_HOLD,
    PICK_UP_TIME,
    UNPAID_ORDERS,
    UNPAID_PIECES,
    API_RATE,
    TIME_ZONE,
    LOG,
    LOG_FORMAT,
    METRICS_TOKEN,
    DISCORD_WEBHOOK,
    WEBHOOK_NETWORKS,
    TELEGRAM_BOT_TOKEN,
    TELEGRAM_CHAT,
    TELEGRAM_API,
    SMTP_URL,
    MAIL_FROM,
    MAIL_TO,
    DISCORD_BOT_TOKEN,
    DISCORD_API,
];

/// Every name that may stand in the file.
pub fn keys() -> Vec<String> {
    let files = ALL.iter().filter(|setting| setting.is_secret());
    ALL.iter()
        .map(|setting| setting.key.to_owned())
        .chain(files.map(|setting| setting.file_key()))
        .collect()
}

pub fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase())
}

/// The name that was probably meant: at most every third letter is wrong.
pub fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    known
        .map(|name| (strsim::osa_distance(&typed, &name.to_lowercase()), name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, name)| *distance <= (name.chars().count() / 3).max(1))
        .map(|(_, name)| name)
}
