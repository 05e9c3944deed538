# Сообщения сотрудникам и покупателям, как их пишет Касса, пока текст не заменён.

notify-sandbox = Песочница: деньги ненастоящие.
notify-paid = Оплачен заказ { $uid }
notify-paid-late = Оплачен заказ { $uid }, хотя время на оплату уже вышло
notify-ready = Готов заказ { $uid }
notify-missed = За заказом { $uid } не пришли в срок
notify-found-nobody = Курьер никого не нашёл, решите, что делать с заказом { $uid }
notify-claimed = Покупатель говорит, что оплатил заказ { $uid }, а уведомления нет
notify-customer-note = Покупатель пишет о заказе { $uid }
notify-untaken = { $minutes ->
    [one] Заказ { $uid } оплачен, но уже { $minutes } минуту его никто не взял
    [few] Заказ { $uid } оплачен, но уже { $minutes } минуты его никто не взял
   *[many] Заказ { $uid } оплачен, но уже { $minutes } минут его никто не взял
}
notify-raised = Расхождение: { $what }
notify-raised-of = Расхождение: { $what }, { $sum }{"\u00A0"}АР
notify-raised-again = (уже { $times }-й раз)
notify-discrepancy = Расхождение
notify-test = Проверка: сообщения от Кассы доходят.
notify-order = Заказ { $uid }
notify-customer = Покупатель: { $nickname }
notify-item = { $name } × { $quantity }
notify-item-sum = { $item }: { $sum }{"\u00A0"}АР
notify-item-count = { $name }, { $count }
notify-more = { $count ->
    [one] и ещё { $count } товар
    [few] и ещё { $count } товара
   *[many] и ещё { $count } товаров
}
notify-total = Итого: { $sum }
notify-cell = Ячейка { $cell }, забрать до { $due }
notify-cell-at = Ячейка { $cell } ({ $place }), забрать до { $due }
notify-courier = Курьером: { $place }, { $due }
notify-held = Заказ удержан: пока не разобрано расхождение, собирать его нельзя.
notify-free = Можно собирать.

notify-what-unknown-order = платёж не подходит ни к одному заказу
notify-what-unreadable = уведомление Dromon не удалось прочитать
notify-what-altered = плательщик видел не тот текст
notify-what-new-source = уведомление пришло с нового адреса
notify-what-foreign-source = уведомление пришло с запрещённого адреса, платёж не зачтён
notify-what-repeated = то же уведомление пришло ещё раз
notify-what-confirmed-twice = пришёл платёж, который уже подтвердили вручную
notify-what-underpaid = не хватает денег
notify-what-overpaid = переплата
notify-what-paid-late = оплата пришла слишком поздно
notify-what-paid-again = оплаченный заказ оплатили ещё раз
notify-what-paid-after-cancel = оплатили отменённый заказ
notify-what-paid-after-refund = оплатили заказ, деньги за который уже вернули
notify-what-refund-due = покупателю нужно вернуть деньги
notify-what-contested = есть сомнения, что деньги пришли
notify-what-out-of-stock = заказ оплачен, а товара не хватает

# Покупателю
notify-you-paid = Ваш заказ { $uid } оплачен
notify-you-part-paid = Заказ { $uid } оплачен не полностью
notify-you-claim-refused = Магазин не нашёл вашего платежа за заказ { $uid }
notify-you-assembling = Ваш заказ { $uid } собирают
notify-you-ready = Ваш заказ { $uid } готов
notify-you-hand-over = Ваш заказ { $uid } ждёт вас в другом месте или до другого времени
notify-you-missed = Срок вышел: ваш заказ { $uid } ещё не забрали
notify-you-found-nobody = Курьер с заказом { $uid } вас не застал
notify-you-completed = Заказ { $uid } выдан, спасибо
notify-you-cancelled = Ваш заказ { $uid } отменён
notify-you-refunded = Деньги за заказ { $uid } возвращены
notify-left = Осталось доплатить: { $sum }

# Для предпросмотра
notify-sample-one = Шалкер с землёй
notify-sample-other = Кирка *лучшая*
notify-sample-place = у входа
notify-sample-words = Можно **быстрее**? @everyone
