# Описание API для чтения.
api-docs-title = API магазина
api-docs-what = Для ботов и сайтов. Описание для программ:
api-docs-contents = Содержание
api-docs-schemas = Что из чего состоит
api-docs-problems = Отказы
api-docs-problems-what = Отказ приходит как application/problem+json (RFC 9457); по type его узнаёт программа.
api-docs-scope = Ключ должен открывать
api-docs-parameters = Параметры
api-docs-required = обязательно
api-docs-body = Тело запроса
api-docs-example = Пример
api-docs-answers = Ответ
