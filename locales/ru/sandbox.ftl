sandbox-lang = ru
sandbox-title = Песочница Dromon
sandbox-banner = Песочница. Деньги ненастоящие.
sandbox-home = Все платежи песочницы

# Главная
sandbox-about = Это местная замена Dromon: та же страница оплаты, те же проверки, такое же уведомление магазину. Настоящих АР здесь нет, и всё забывается при перезапуске.
sandbox-app = Приложение, как его зарегистрировал бы владелец
sandbox-app-id = Id
sandbox-app-name = Короткое имя
sandbox-app-callback = URL события
sandbox-app-redirect = Redirect URI
sandbox-app-signing = Проверка подписи
sandbox-on = включена
sandbox-off = выключена: покупатель может изменить сумму и текст в ссылке
sandbox-none = не задан
sandbox-warn-no-callback = «URL события» не задан: магазин не узнает ни об одном платеже.
sandbox-warn-scheme = Песочница отправляет уведомления только по http, а «URL события» начинается с { $scheme }://. Укажите собственный адрес магазина, например http://127.0.0.1:8080/callback.
sandbox-warn-long-callback = «URL события» длиннее 64 знаков: форма Dromon сохранит только начало.
sandbox-warn-long-redirect = «Redirect URI» длиннее 64 знаков: форма Dromon сохранит только начало.
sandbox-payments = Последние платежи
sandbox-payments-none = Платежей ещё не было. Оформите заказ в магазине и оплатите его здесь.
sandbox-payment = { $sum } АР от { $payer }
sandbox-payment-fault = Подстроено: { $fault }
sandbox-sent-never = Уведомление не отправлено.
sandbox-sent-on-its-way = Уведомление отправлено, ответа магазина ещё нет.
sandbox-sent-answered = Магазин ответил { $status }.
sandbox-sent-unanswered = Магазин не ответил ({ $error }). Dromon не повторяет отправку.

# Страница оплаты
sandbox-pay-title = Оплата в { $app }
sandbox-pay-sum = { $sum } АР
sandbox-pay-fee = С комиссией Dromon в 1 АР спишется { $total } АР.
sandbox-pay-fee-unknown = Сверх суммы спишется комиссия Dromon, 1 АР.
sandbox-pay-text = За что
sandbox-pay-uid = Номер заказа
sandbox-pay-missing = нет в ссылке
sandbox-pay-type-sum = Сумма, АР
sandbox-pay-nickname = Ник покупателя
sandbox-pay-nickname-help = От 3 до 16 латинских букв, цифр и «_». Один и тот же ник — всегда один и тот же человек.
sandbox-pay-faults-open = Подстроить неполадку
sandbox-pay-faults = Что пойдёт не так
sandbox-pay-button = Оплатить понарошку
sandbox-pay-bad-nickname = Такого ника в Minecraft не бывает.
sandbox-pay-bad-fault = Такой неполадки в песочнице нет.

# Неполадки
sandbox-fault-none = Ничего
sandbox-fault-none-help = Магазин получит одно уведомление, сразу.
sandbox-fault-lost = Уведомление потеряно
sandbox-fault-lost-help = Деньги списаны, но магазин не узнает об этом никогда: Dromon не повторяет отправку.
sandbox-fault-sent-twice = Уведомление пришло дважды
sandbox-fault-sent-twice-help = Платёж один, уведомления одинаковы до байта.
sandbox-fault-paid-twice = Оплачено дважды
sandbox-fault-paid-twice-help = Два настоящих платежа по одной ссылке.
sandbox-fault-paid-less = Оплачено меньше
sandbox-fault-paid-less-help = Покупатель заменил сумму в ссылке половиной (с округлением вверх). Песочница ведёт себя так, будто проверка подписи выключена.
sandbox-fault-altered-text = Текст подменён
sandbox-fault-altered-text-help = Покупатель изменил текст в ссылке. Песочница ведёт себя так, будто проверка подписи выключена.
sandbox-fault-wrong-token = Чужой токен
sandbox-fault-wrong-token-help = Уведомление отправляет тот, кто не знает секрета. Магазин должен его отвергнуть.
sandbox-fault-slow = Медленное уведомление
sandbox-fault-slow-help = Между половинами тела проходит 3 секунды.
sandbox-fault-late = Позднее уведомление
sandbox-fault-late-help = Уведомление придёт через 5 секунд после оплаты.
sandbox-fault-fails = Оплата не прошла
sandbox-fault-fails-help = Dromon откажет: деньги не списаны, уведомления нет.

# Чем кончилось
sandbox-paid = Оплачено
sandbox-paid-help = Dromon говорит это покупателю всегда, дошло уведомление до магазина или нет.
sandbox-refused = Оплата не прошла
sandbox-refused-app = Приложение не найдено
sandbox-refused-signature = Неверная подпись
sandbox-refused-redirect-uri = Неверный redirect uri
sandbox-refused-sum = Неверная сумма
sandbox-refused-card = Недостаточно средств
sandbox-refused-fails = Так и было задумано: эту неполадку вы выбрали сами.
sandbox-refused-origin = Эту форму отправил другой сайт.
sandbox-return = Вернуться в магазин
sandbox-again = Открыть ссылку ещё раз
sandbox-hint-app = Здесь только одно приложение: «{ $name }» или его id { $id }. Короткое имя пишется строчными буквами.
sandbox-hint-breaking = В тексте или номере заказа есть «&», «+» или «#». Страница Dromon не экранирует эти знаки, поэтому подпись не сходится, как бы ссылка ни была закодирована.
sandbox-hint-missing = В ссылке нет текста или номера заказа. Без них никакая подпись не пройдёт обе проверки Dromon.
sandbox-hint-signature = Подпись — это md5 строки uid.text.sum.app_id.secret, строчными буквами; app_id — всегда id из 24 знаков, сумма — как в ссылке, без нулей впереди.
sandbox-hint-redirect-uri = В ссылке «{ $given }», а зарегистрирован «{ $registered }». Они должны совпадать до знака.
sandbox-hint-sum = Сумма — целое число от 1 до 9007199254740991.
