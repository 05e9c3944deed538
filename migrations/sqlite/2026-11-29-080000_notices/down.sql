DROP TABLE untaken_notices;
DROP TABLE undelivered_notices;
DROP TABLE notice_templates;
DROP TABLE notice_languages;
DROP TABLE notice_choices;
