# Внимание: что не сходится и ждёт решения.

attention-title = Внимание
attention-empty = Всё сходится
attention-empty-hint = Нет ни одного открытого расхождения. Когда что-то не сойдётся, карточка появится здесь сама.
attention-blocking = Сначала это
attention-blocking-hint = Из-за этого стоят оплаченные заказы, или неясно, чьи это деньги.
attention-usual = Не срочно
attention-aside = Отложено до сверки
attention-aside-hint = Решится после сверки с балансом Dromon.
attention-to-reconcile = Перейти к сверке
attention-more = Показать следующие
attention-first = К началу списка
attention-done = Решено: «{ $title }».
attention-done-aside = Отложено до сверки: «{ $title }».
attention-problem = Ничего не изменено
attention-changed = Пока вы смотрели, здесь кое-что изменилось, и ничего не сделано. Ниже всё так, как есть сейчас.
attention-gone = Этого расхождения больше нет: его уже решили.
attention-no-reason = Напишите причину: её прочтут коллеги.
attention-long-reason = Причина длиннее 500 знаков. Сократите её.
attention-no-such-order = Заказа с таким номером нет. Проверьте номер.
attention-not-allowed = Так с этим заказом сейчас нельзя: его состояние не то.
attention-too-much = Столько вернуть нельзя: осталось не больше { $most }.
attention-held = удерживает заказ
attention-times = { $times ->
    [one] { $times } раз
    [few] { $times } раза
   *[many] { $times } раз
}
attention-others = Другие решения
attention-reason = Причина
attention-reason-hint = Её увидят коллеги, покупатель не увидит.
attention-confirm = Ввести пароль, чтобы решить это
attention-confirm-hint = Это решение о деньгах, а пароль вводили больше часа назад.
attention-customer = Что видит покупатель
attention-unknown-payer = неизвестного игрока
attention-unknown-sum = сколько-то АР

attention-fact-order = Заказ
attention-fact-order-for = для { $nickname }, { $total }, «{ $state }»
attention-fact-payer = Кто заплатил
attention-fact-at = Когда
attention-fact-first = Первый раз
attention-fact-source = Откуда
attention-fact-lacking = Не хватает
attention-fact-uid = Номер в платеже
attention-fact-text = Текст, который видел плательщик
attention-fact-order-text = Текст заказа

# К какому заказу относится платёж
attention-candidates = Похоже на
attention-no-candidates = Похожих заказов не нашлось.
attention-attach-to = Зачесть за { $uid }
attention-candidate = { $nickname }, { $total }, «{ $state }»
attention-why-same-number = номер тот же, только написан иначе
attention-why-close-number = в номере одна опечатка
attention-why-number-in-text = номер стоит внутри присланного
attention-why-sum = осталось оплатить ровно столько
attention-why-payer = тот же ник
attention-why-minutes = { $minutes ->
    [0] оформлен только что перед платежом
    [one] оформлен за { $minutes } минуту до платежа
    [few] оформлен за { $minutes } минуты до платежа
   *[many] оформлен за { $minutes } минут до платежа
}
attention-attach-other = Номер заказа
attention-attach-hint = Можно русскими буквами, без тире, без последней буквы.
attention-attach-button = Зачесть

# Названия
attention-title-unknown_order = Платёж без заказа
attention-title-unreadable = Уведомление, которое не прочитать
attention-title-altered = Плательщик видел другой текст
attention-title-new_source = Уведомление с незнакомого адреса
attention-title-foreign_source = Уведомление с запрещённого адреса
attention-title-repeated = То же уведомление пришло ещё раз
attention-title-confirmed_twice = Платёж, который уже подтвердили вручную
attention-title-underpaid = Заплачено меньше, чем нужно
attention-title-overpaid = Заплачено больше, чем нужно
attention-title-paid_late = Заказ оплачен слишком поздно
attention-title-paid_again = Оплаченный заказ оплачен ещё раз
attention-title-paid_after_cancel = Оплачен отменённый заказ
attention-title-paid_after_refund = Оплачен заказ, за который деньги вернули
attention-title-refund_due = Покупателю нужно вернуть деньги
attention-title-contested = Неясно, пришли ли деньги
attention-title-out_of_stock = Оплачен заказ, а товара не хватает

# Что случилось
attention-happened-gift = От { $payer } пришло { $sum } без номера заказа. Так бывает, когда платят не по ссылке магазина или просто дарят деньги.
attention-happened-unknown_order = От { $payer } пришло { $sum } с номером «{ $told }», а такого заказа нет. Деньги у магазина, но ни к какому заказу не относятся.
attention-happened-unreadable = Пришло уведомление с верным ключом, но прочитать в нём сумму не получилось. Возможно, кто-то заплатил. Уведомление сохранено целиком, а узнать, были ли деньги, поможет сверка с балансом.
attention-happened-altered = От { $payer } пришло { $sum } за заказ { $uid }, но текст платежа не тот, который подписал магазин. Так бывает, если ссылку на оплату переделали, а проверка подписи в Dromon выключена. Сумму и покупателя стоит проверить.
attention-happened-new_source = Уведомление о { $sum } от { $payer } пришло с адреса { $source }, с которого раньше ничего не приходило. Источник — это сервер, который присылает уведомления. Настоящий принадлежит Dromon и почти никогда не меняется. Кто узнал ключ магазина, мог бы прислать подделку со своего адреса. Доверьтесь адресу, если деньги и правда видны на балансе приложения в Dromon; если нет, оспорьте платёж.
attention-happened-foreign_source = Уведомление о { $sum } от { $payer } пришло с адреса { $source }, которого нет в настройке KASSA_DROMON_SOURCES. Оно сохранено, но не зачтено. Либо у Dromon сменился адрес и настройку пора поправить, либо это подделка. Что верно, покажет баланс приложения.
attention-happened-repeated = Уведомление о { $sum } от { $payer } пришло снова, слово в слово (первый раз: { $first }). Сам Dromon ничего не присылает дважды, поэтому это одно из двух: либо кто-то повторил старое уведомление, и денег не прибавилось, либо покупатель заплатил второй раз в то же мгновение. Зачтён один платёж. Если баланс в Dromon больше ожидаемого на { $sum }, платежей было два.
attention-happened-confirmed_twice = Сотрудник уже подтвердил вручную { $sum } за заказ { $uid }, и теперь пришло уведомление на ту же сумму от { $payer }. Скорее всего, это тот самый платёж, который запоздал. Но может быть и второй.
attention-happened-underpaid = За заказ { $uid } на { $total } заплатили не всё: не хватает { $amount }. Последний платёж { $sum } от { $payer }. Такой заказ ждёт доплаты и сам не отменяется.
attention-happened-overpaid = За заказ { $uid } на { $total } заплатили на { $amount } больше. Последний платёж { $sum } от { $payer }. Заказ оплачен, а лишнее лежит у магазина.
attention-happened-paid_late = От { $payer } пришло { $sum } за заказ { $uid }, но срок его оплаты вышел больше недели назад. Деньги у магазина, заказ всё ещё просрочен: цены и запасы могли измениться, решать вам.
attention-happened-paid_again = От { $payer } пришло ещё { $sum } за заказ { $uid }, хотя он уже был оплачен. Ссылку на оплату можно открыть дважды, и платить по ней может не один человек. Лишних денег у магазина { $amount }.
attention-happened-paid_after_cancel = От { $payer } пришло { $sum } за заказ { $uid }, но он отменён. Деньги у магазина.
attention-happened-paid_after_refund = От { $payer } пришло { $sum } за заказ { $uid }, хотя деньги за него уже вернули. Новые деньги у магазина.
attention-happened-refund_due = Заказ { $uid } отменён, а за него заплачено { $amount }. Эти деньги надо вернуть тому, кто платил: { $payer }. Касса денег не отправляет, перевод делает человек на сайте Dromon.
attention-happened-contested = Про { $sum } за заказ { $uid } (от { $payer }) есть сомнение, что деньги пришли: уведомление было, но верить ему или нет, неясно. Ответ даёт баланс приложения в Dromon.
attention-happened-contested-stray = Про { $sum } от { $payer } есть сомнение, что деньги пришли. Ни к какому заказу платёж не относится. Ответ даёт баланс приложения в Dromon.
attention-happened-out_of_stock = Заказ { $uid } на { $total } оплатили, когда товар за ним уже не держали, и часть его успели купить другие. Деньги пришли, заказ оплачен, и покупатель ждёт товар.

# Что видит покупатель
attention-seen = Состояние заказа: «{ $state }».
attention-seen-note = Состояние заказа: «{ $state }». И приписку: «{ $note }»
attention-seen-nothing = Ничего: платёж ни к какому заказу не относится.
attention-customer-unknown_order = Ничего. Если у него есть заказ, тот всё ещё ждёт оплаты.
attention-customer-unreadable = Ничего. Если он платил, его заказ всё ещё ждёт оплаты.
attention-customer-altered = { $seen }
attention-customer-new_source = { $seen }
attention-customer-foreign_source = { $seen } Об этом платеже он не знает.
attention-customer-repeated = { $seen } В истории заказа записано, что уведомление пришло повторно.
attention-customer-confirmed_twice = { $seen } В истории заказа есть строка о новом платеже.
attention-customer-underpaid = { $seen } И ссылку, чтобы доплатить остаток.
attention-customer-overpaid = { $seen }
attention-customer-paid_late = { $seen }
attention-customer-paid_again = { $seen }
attention-customer-paid_after_cancel = { $seen }
attention-customer-paid_after_refund = { $seen } В истории заказа есть строка о новом платеже.
attention-customer-refund_due = { $seen }
attention-customer-contested = { $seen } О сомнении он не знает.
attention-customer-out_of_stock = { $seen } О том, что товара не хватает, он не знает.

# Кнопки
attention-do-attach = Зачесть за заказ
attention-do-count = { $kind ->
    [foreign_source] Платёж настоящий, зачесть
   *[other] Это второй платёж, зачесть
}
attention-do-merge = Это один и тот же платёж
attention-do-trust_source = Доверять этому адресу
attention-do-contest = { $kind ->
    [new_source] Не верю: денег нет
   *[other] Деньги могли не прийти
}
attention-do-reject = Денег не было
attention-do-refund = { $kind ->
    [overpaid] Вернуть лишнее
    [paid_again] Вернуть лишнее
   *[other] Вернуть деньги
}
attention-do-cancel = Отменить заказ и вернуть
attention-do-wait = { $kind ->
    [underpaid] Подождать доплаты
   *[other] Отложить до сверки
}
attention-do-accept = { $kind ->
    [altered] Всё в порядке
    [paid_late] Принять оплату
    [paid_after_cancel] Вернуть заказ в работу
    [contested] Деньги пришли
    [unknown_order] Оставить магазину
    [out_of_stock] Товар есть, собирать
   *[other] Оставить как есть
}
attention-do-dismiss = { $kind ->
    [repeated] Это повтор, денег не было
    [foreign_source] Это подделка
    [refund_due] Возвращать не нужно
   *[other] Закрыть карточку
}

# Что сделает кнопка
attention-does-unknown_order-attach = Платёж будет зачтён за этот заказ, как если бы номер пришёл верный.
attention-does-unknown_order-refund = Касса запишет возврат всей суммы. Перевести деньги должен человек на сайте Dromon.
attention-does-unknown_order-accept = Деньги остаются у магазина и ни к какому заказу не относятся, например как подарок.
attention-does-unknown_order-contest = Платёж будет под сомнением, пока его не подтвердит баланс.
attention-does-unknown_order-dismiss = Ничего не изменится, карточка закроется. Деньги останутся без заказа.
attention-does-unreadable-wait = Карточка уйдёт вниз, пока не сверите баланс: он скажет, были ли деньги.
attention-does-unreadable-dismiss = Ничего не изменится, карточка закроется. Само уведомление останется в книгах.
attention-does-altered-wait = Заказ останется удержан, пока баланс не подтвердит деньги.
attention-does-altered-accept = Вы проверили: деньги и покупатель настоящие. Заказ можно будет собирать.
attention-does-altered-contest = Заказ останется удержан, а платёж будет под сомнением, пока его не подтвердит баланс.
attention-does-new_source-trust_source = Адрес станет знакомым навсегда, и из-за него больше ничего не остановится.
attention-does-new_source-wait = Заказ останется удержан, пока баланс не подтвердит деньги.
attention-does-new_source-contest = Адрес останется незнакомым, заказ удержан, а платёж будет под сомнением.
attention-does-foreign_source-wait = Карточка уйдёт вниз, пока не сверите баланс: он скажет, были ли деньги.
attention-does-foreign_source-count = Платёж будет зачтён, как если бы адрес был разрешён. Если адрес теперь такой, поправьте и настройку.
attention-does-foreign_source-dismiss = Уведомление останется незачтённым, карточка закроется.
attention-does-repeated-wait = Карточка уйдёт вниз, пока не сверите баланс: он скажет, один платёж был или два.
attention-does-repeated-dismiss = Зачтённым останется один платёж, карточка закроется. Следующий повтор откроет её снова.
attention-does-repeated-count = Будет зачтён ещё один платёж на ту же сумму.
attention-does-confirmed_twice-merge = Подтверждение и уведомление станут одним платежом, зачтённым один раз.
attention-does-confirmed_twice-count = Будут зачтены оба: и подтверждённый вручную, и тот, что пришёл.
attention-does-confirmed_twice-contest = Пришедший платёж будет под сомнением, пока его не подтвердит баланс.
attention-does-underpaid-wait = Карточка уйдёт вниз. Когда доплатят, она закроется сама.
attention-does-underpaid-cancel = Заказ будет отменён, а заплаченное нужно будет вернуть.
attention-does-underpaid-dismiss = Карточка закроется, а заказ так и будет ждать доплаты.
attention-does-paid_late-accept = Заказ станет оплаченным, и его можно будет собирать.
attention-does-paid_late-refund = Касса запишет возврат, заказ останется просроченным. Перевести деньги должен человек на сайте Dromon.
attention-does-paid_late-contest = Платёж будет под сомнением, пока его не подтвердит баланс.
attention-does-overpaid-refund = Касса запишет возврат лишнего. Перевести деньги должен человек на сайте Dromon.
attention-does-overpaid-accept = Лишнее остаётся у магазина, например по уговору с покупателем.
attention-does-overpaid-contest = Платёж будет под сомнением, а заказ удержан, пока его не подтвердит баланс.
attention-does-paid_again-refund = Касса запишет возврат второго платежа. Перевести деньги должен человек на сайте Dromon.
attention-does-paid_again-accept = Лишнее остаётся у магазина, например по уговору с покупателем.
attention-does-paid_again-contest = Платёж будет под сомнением, а заказ удержан, пока его не подтвердит баланс.
attention-does-paid_after_cancel-refund = Касса запишет возврат, заказ останется отменённым. Перевести деньги должен человек на сайте Dromon.
attention-does-paid_after_cancel-accept = Отмена снимется, и заказ снова станет оплаченным; если этих денег на него не хватает, он будет ждать остаток.
attention-does-paid_after_cancel-contest = Платёж будет под сомнением, пока его не подтвердит баланс.
attention-does-paid_after_refund-refund = Касса запишет возврат новых денег. Перевести их должен человек на сайте Dromon.
attention-does-paid_after_refund-accept = Новые деньги остаются у магазина.
attention-does-paid_after_refund-contest = Платёж будет под сомнением, пока его не подтвердит баланс.
attention-does-refund_due-refund = Касса запишет возврат, он появится в списке ниже. Перевести деньги должен человек на сайте Dromon.
attention-does-refund_due-dismiss = Возврат не понадобится, например деньги отдали в игре.
attention-does-contested-wait = Заказ останется удержан, пока не сверите баланс.
attention-does-contested-accept = Вы проверили: деньги на балансе есть. Сомнение снимется.
attention-does-contested-reject = Платёж перестанет считаться. Если без него на заказ не хватает денег, он снова будет ждать оплаты.
attention-does-out_of_stock-accept = Вы нашли товар или договорились о замене: карточка закроется, заказ пойдёт дальше. Если товар появился на складе, заказ возьмёт его оттуда.
attention-does-out_of_stock-cancel = Заказ будет отменён, его товар вернётся на склад, а заплаченное нужно будет вернуть.

# Возвраты
attention-refunds = Возвраты, которые ещё не закончены
attention-refunds-hint = Деньги переводит человек на сайте Dromon, а здесь отмечает. Состояние меняется на странице заказа.
attention-refund-intended = нужно отправить
attention-refund-sent = отправлен, ещё не подтверждён
attention-refund-unknown = неизвестно, отправлен ли
attention-refund-to = { $sum } для { $payee }
attention-refund-of = заказ { $uid }
attention-refund-stray = платёж без заказа

# Отклонённые уведомления
attention-refused = Отклонённые уведомления
attention-refused-count = { $count ->
    [one] { $count } уведомление пришло с неверным ключом и не принято.
    [few] { $count } уведомления пришли с неверным ключом и не приняты.
   *[many] { $count } уведомлений пришли с неверным ключом и не приняты.
}
attention-refused-why = Чаще всего так бывает, когда секрет приложения в настройке KASSA_DROMON_SECRET набран с ошибкой или его сменили в Dromon. Сверьте его с формой приложения, поправьте и перезапустите Кассу: уведомления, ключ которых подойдёт, можно будет принять здесь. Чужие уведомления не подойдут никогда. Хранятся 200 последних.
attention-refused-fits = { $count ->
    [one] Ключ { $count } уведомления теперь подходит: секрет поправлен. Это настоящий платёж, примите его.
   *[other] Ключ { $count } уведомлений теперь подходит: секрет поправлен. Это настоящие платежи, примите их.
}
attention-refused-receive-all = Принять все подходящие
attention-refused-receive = Принять
attention-refused-confirm = Ввести пароль, чтобы принять
attention-refused-told = { $sum }, номер «{ $told }»
attention-refused-told-payer = { $sum } от { $payer }, номер «{ $told }»
attention-refused-no-number = без номера
attention-refused-unread = тело не пришло
attention-refused-nonsense = не прочитать
attention-refused-not-yet = Ключ не подходит
attention-refused-never = Принять нельзя: ключа нет
attention-refused-received = { $count ->
    [0] Ничего не принято: ключ не подходит или уведомление уже приняли.
    [one] Принято { $count } уведомление. Что из него вышло, видно на странице его заказа или в карточке здесь.
    [few] Принято { $count } уведомления. Что из них вышло, видно на страницах заказов или в карточках здесь.
   *[many] Принято { $count } уведомлений. Что из них вышло, видно на страницах заказов или в карточках здесь.
}
attention-cause-missing = без ключа: это не Dromon, или прокси срезал заголовок Authorization
attention-cause-repeated = два ключа сразу: заголовок Authorization добавил ещё и прокси
attention-cause-not_bearer = ключ не того вида: это не Dromon, или заголовок переписал прокси
attention-cause-wrong_token = ключ не от этого секрета

# Тишина
attention-silence = Уведомлений что-то не слышно
attention-silence-happened = { $count ->
    [one] { $count } покупатель ушёл платить и вернулся или ждёт на странице заказа, а уведомления от Dromon всё нет. Может быть, он передумал. А может быть, уведомления не доходят.
    [few] { $count } покупателя ушли платить и вернулись или ждут на страницах заказов, а уведомлений от Dromon всё нет. Похоже, уведомления не доходят.
   *[many] { $count } покупателей ушли платить и вернулись или ждут на страницах заказов, а уведомлений от Dromon всё нет. Похоже, уведомления не доходят.
}
attention-silence-last = Последнее уведомление: { $at }.
attention-silence-never = Не пришло ещё ни одного уведомления.
attention-silence-orders = Чьи заказы
attention-silence-check = Что проверить
attention-silence-refused = Уведомления приходят, но с неверным ключом: смотрите отклонённые ниже.
attention-silence-url = «URL события» в форме приложения на Dromon: там должен стоять { $url } (поле вмещает 64 знака).
attention-silence-secret = Секрет приложения: тот же ли он в KASSA_DROMON_SECRET.
attention-silence-proxy = Прокси и межсетевой экран: пропускают ли они POST на этот адрес и заголовок Authorization.
attention-silence-certificate = Сертификат https: с просроченным или самодельным Dromon не пришлёт ничего.
attention-silence-inbox = Почтовый ящик: { $count ->
    [0] пуст.
    [one] в нём ждёт { $count } уведомление, оно попадёт в книги само.
    [few] в нём ждут { $count } уведомления, они попадут в книги сами.
   *[many] в нём ждут { $count } уведомлений, они попадут в книги сами.
}
attention-silence-reconcile = Пришли ли деньги, покажет сверка: Dromon не повторяет уведомлений.
