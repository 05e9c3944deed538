# Настройки каналов, тексты сообщений и то, что не удалось доставить.

settings-nav-notifications = Уведомления
notices-title = Уведомления
notices-what = Сотрудники узнают о важном в канале Discord, в Telegram или по почте, покупатель — личным сообщением в Discord. Оплату это не задерживает.
notices-saved = Сохранено.
notices-waiting = { $count ->
    [one] Не доставлено { $count } сообщение
    [few] Не доставлены { $count } сообщения
   *[many] Не доставлено { $count } сообщений
}
notices-channels = Каналы
notices-channel-discord = Канал Discord
notices-channel-telegram = Telegram
notices-channel-email = Почта
notices-channel-discord-dm = Личные сообщения Discord
notices-set = Подключён
notices-not-set = Не подключён
notices-failing = Не работает
notices-hint-discord = Сообщения сотрудникам через веб-хук канала.
notices-hint-telegram = Сообщения сотрудникам: бот пишет в чат.
notices-hint-email = Письма сотрудникам.
notices-hint-discord-dm = Бот пишет покупателю, которого узнал по оплате. Кто платил не сам, получит сообщение без ссылки на заказ.
notices-needs = Чтобы подключить, задайте { $settings } и перезапустите Кассу.
notices-fails = Доставить не получается, Касса пробует снова: { $why }
notices-refused = Вход отвергнут (код { $status }). Проверьте { $settings } и что боту можно туда писать.
notices-skipped = Последнее сообщение не приняли (код { $status }); оно ждёт во «Внимании».
notices-limited = Слишком много сообщений: сервис не принимает их ещё { $minutes ->
    [one] { $minutes } минуту
    [few] { $minutes } минуты
   *[other] { $minutes } минут
}.
notices-partly = Последнее письмо ушло, но почтовый сервер не принимает { $whom }. Проверьте адреса в KASSA_MAIL_TO.
notices-test = Отправить проверку
notices-test-to = Ваш Discord ID
notices-test-whom = Впишите Discord ID цифрами: в Discord включите режим разработчика и выберите у себя «Копировать ID».
notices-test-delivered = Доставлено.
notices-test-limited = Слишком много сообщений подряд: сервис просит подождать { $seconds } с.
notices-test-failed = Не доставлено: { $why }
notices-test-closed = Этому человеку написать нельзя: он не принимает сообщений от бота или у них нет общего сервера (код { $code }).
notices-test-malformed = Сервис не принял это сообщение (код { $code }).
notices-choices = О чём сообщать
notices-choices-hint = Язык и тексты можно поменять: RU и EN открывают текст сообщения.
notices-audience-staff = Сотрудникам
notices-audience-customers = Покупателям
notices-event = Событие
notices-text = Текст
notices-own = свой
notices-language = Язык
notices-save = Сохранить
notices-topic-paid = Заказ оплачен
notices-topic-paid-late = Заказ оплачен с опозданием
notices-topic-part-paid = Заказ оплачен частично
notices-topic-assembling = Заказ собирают
notices-topic-ready = Заказ готов
notices-topic-hand-over = Изменилась выдача
notices-topic-missed = Не пришли в срок
notices-topic-found-nobody = Курьер никого не нашёл
notices-topic-completed = Заказ выдан
notices-topic-cancelled = Заказ отменён
notices-topic-refunded = Деньги возвращены
notices-topic-claimed = Покупатель говорит, что оплатил
notices-topic-claim-refused = Платёж не нашёлся
notices-topic-customer-note = Покупатель пишет
notices-topic-untaken = Оплаченный заказ никто не берёт
notices-topic-discrepancy = Расхождение
notices-text-hint = Слова в фигурных скобках заменит Касса. Строка, в которой заменить нечем, пропадёт. Между двойными звёздочками — жирный, где он бывает.
notices-text-empty = Текст пустой. Чтобы не сообщать об этом, снимите отметку в списке событий.
notices-text-too-long = В тексте { $typed } знаков, а можно не больше { $most }.
notices-text-unknown = Здесь нет { $name }. Есть: { $known }.
notices-text-brace = У фигурной скобки нет пары. Место пишется так: {"{"}uid{"}"}.
notices-text-control = В тексте есть невидимый знак, который показать нельзя. Табуляция тоже не годится.
notices-preview = Как это будет выглядеть
notices-preview-button = Посмотреть
notices-preview-plain = Telegram и почта
notices-usual = Вернуть текст Кассы
notices-places = Что подставит Касса
notices-place-uid = номер заказа
notices-place-customer = ник покупателя
notices-place-items = товары, по одному в строке
notices-place-total = сумма заказа
notices-place-left = сколько осталось доплатить
notices-place-status = состояние заказа
notices-place-state = можно ли собирать
notices-place-hand-over = где и до какого времени забрать
notices-place-words = что написал покупатель
notices-place-discrepancies = что не сходится
notices-place-link = ссылка на страницу заказа
notices-place-attention = ссылка на «Внимание», если там есть дело

# Раздел «Внимание»
notices-undelivered = Сообщения не доставлены
notices-undelivered-hint = Касса не отправляет их сама ещё раз. Скажите о важном сами или попробуйте снова.
notices-none = Недоставленных больше нет.
notices-more = { $count ->
    [one] И ещё { $count }: появится, когда разберёте эти.
   *[other] И ещё { $count }: появятся, когда разберёте эти.
}
notices-why-stale = Канал не работал больше трёх суток, сообщение устарело.
notices-why-failed = Kassa пробовала отправить, но сервис ответил ошибкой или не ответил.
notices-why-nobody = Сообщать больше не о чем или некому.
notices-asked = Касса попробует ещё раз.
notices-again = Отправить ещё раз
notices-leave = Оставить так
notices-leave-all = { $channel }: оставить все ({ $count })
notices-done-again = Касса отправит сообщение ещё раз. Если снова не примут, оно вернётся сюда.
notices-done-leave = Сообщение оставлено недоставленным.
notices-done-leave-all = Сообщения оставлены недоставленными.
notices-gone = Пока вы смотрели, сообщение доставили или кто-то уже решил, что с ним делать.

# Журнал
notices-note-again = отправить ещё раз
notices-note-leave = оставить недоставленным
notices-note-leave-all = оставить все недоставленными
notices-note-test = проверка
notices-note-text = свой текст
notices-note-usual-text = текст Кассы
notices-note-language = язык
