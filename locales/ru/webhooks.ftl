# Кому из программ магазина рассказывать, что происходит
webhooks-title = Вебхуки
webhooks-what = Ваш бот или сайт получает подписанный запрос обо всём, что происходит. Если он не отвечает, мы пробуем снова ещё три дня.
webhooks-add-heading = Новый получатель
webhooks-add-button = Добавить
webhooks-url = Куда слать
webhooks-url-hint = Адрес с https, который за десять секунд отвечает 200.
webhooks-description = Для чего он
webhooks-kinds = О каких событиях
webhooks-kinds-hint = Ничего не отмечено: обо всех, и о тех, что появятся в новых версиях.
webhooks-order = Только один заказ, по номеру
webhooks-none = Пока никому не рассказываем.
webhooks-made-heading = Секрет
webhooks-made-hint = Скопируйте его сейчас: больше мы его не покажем. По нему бот проверяет, что запрос пришёл из магазина.
webhooks-of-order = Только заказ
webhooks-since = Добавлен
webhooks-took = последний раз принял
webhooks-paused = На паузе с
webhooks-failing = Ничего не принимает с
webhooks-failures = { $count ->
    [one] { $count } попытка не удалась; пробуем дальше.
    [few] { $count } попытки не удались; пробуем дальше.
   *[other] { $count } попыток не удались; пробуем дальше.
  }
webhooks-waiting = { $count ->
    [one] Ждёт { $count } сообщение.
    [few] Ждут { $count } сообщения.
   *[other] Ждут { $count } сообщений.
  }
webhooks-given-up = { $count ->
    [one] { $count } сообщение не доставлено: мы пробовали три дня.
    [few] { $count } сообщения не доставлены: мы пробовали три дня.
   *[other] { $count } сообщений не доставлены: мы пробовали три дня.
  }
webhooks-health = Как дела
webhooks-both-until = Старый секрет тоже подписывает до
webhooks-test = Послать пробное
webhooks-pause = Приостановить
webhooks-resume = Продолжить
webhooks-seen = Я знаю, что не доставлено
webhooks-secret = Новый секрет
webhooks-secret-hint = Ещё сутки подписывает и старый, чтобы ничего не потерять, пока вы меняете его в боте.
webhooks-secret-button = Сделать новый секрет
webhooks-remove = Удалить
webhooks-remove-hint = Получатель исчезнет вместе со всем, что его ждёт и что ему посылали. Вернуть его нельзя.
webhooks-remove-button = Да, удалить
webhooks-change-heading = Что слать и куда
webhooks-change-button = Сохранить
webhooks-log = Что посылали
webhooks-since-when = Всё начиная с
webhooks-again-since = Послать снова
webhooks-again-one = Послать снова
webhooks-again = { $count ->
    [0] Посылать нечего.
    [one] В очереди { $count } сообщение.
    [few] В очереди { $count } сообщения.
   *[other] В очереди { $count } сообщений.
  }
webhooks-soon = Ставим в очередь всё с того времени, это займёт немного времени. Новое может прийти раньше старого.
webhooks-status = Показать
webhooks-status-any = всё
webhooks-status-show = Показать
webhooks-status-waiting = ждёт
webhooks-status-delivered = доставлено
webhooks-status-given-up = не доставлено
webhooks-newest = К новейшим
webhooks-older = Раньше
webhooks-nothing-sent = Ничего не посылали.
webhooks-attempts = { $count ->
    [0] ещё не пробовали
    [one] { $count } попытка
    [few] { $count } попытки
   *[other] { $count } попыток
  }
webhooks-answer = ответ
webhooks-took-ms = { $ms } мс
webhooks-next = снова
webhooks-payload = Что посылаем
webhooks-not-tried = Ещё не пробовали.
webhooks-attempt = Попытка { $nth }
webhooks-headers = Что послали вместе с ним
webhooks-no-url = Это не адрес: он должен начинаться с https://.
webhooks-password = Адрес с именем или паролем не подойдёт: вместо них запросы подписаны.
webhooks-long-url = Этот адрес слишком длинный.
webhooks-not-public = Этот адрес не в открытом интернете. Вебхуки ходят туда, только если сеть названа в настройке KASSA_WEBHOOK_NETWORKS.
webhooks-unencrypted = Без https вебхуки ходят только в сети из настройки KASSA_WEBHOOK_NETWORKS. Напишите адрес с https.
webhooks-long-description = Слишком длинно: одна строка, не больше { $most } символов.
webhooks-no-order = Заказа с таким номером нет.
webhooks-too-many = Получателей слишком много. Удалите ненужного.
webhooks-no-time = Это не день и время.
webhooks-trouble = Вебхуки не доходят
webhooks-trouble-hint = Чей-то бот не узнаёт, что происходит в магазине. Мы пробуем дальше; посмотрите, работает ли он, и пошлите снова то, что не доставлено.
webhooks-note-added = добавлен
webhooks-note-changed = изменён
webhooks-note-paused = приостановлен
webhooks-note-resumed = продолжает
webhooks-note-secret = новый секрет
webhooks-note-removed = удалён
webhooks-note-test = послано пробное
webhooks-note-again = послано снова: { $count }
webhooks-note-since = послано снова всё с { $at }
