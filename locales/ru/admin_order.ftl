# Страница заказа для сотрудников.

desk-placed = Оформлен
desk-age-now = только что
desk-age-minutes = { $n } мин назад
desk-age-hours = { $n } ч назад
desk-age-days = { $n } дн назад
desk-held = удержан
desk-held-hint = Пока это не решено, заказ нельзя собирать и отдавать.
desk-moves = Что сделать с заказом
desk-no-moves = Сейчас здесь нечего делать.
desk-move-assemble = Взять в сборку
desk-move-ready = Собран
desk-move-complete = Отдан покупателю
desk-move-undo = Вернуть на шаг: не «{ $state }»
desk-no-items = Товаров в заказе нет: он просто на сумму.
desk-quantity = Сколько
desk-times = ×{ $n }
desk-slip-link = Лист сборки
desk-as-customer = Как его видит покупатель
desk-note-heading = Заметка
desk-note-hint = Её увидят только сотрудники.
desk-note-button = Записать
desk-customer = Покупатель
desk-customer-orders = { $count ->
    [one] { $count } заказ вместе с этим.
    [few] { $count } заказа вместе с этим.
   *[many] { $count } заказов вместе с этим.
}
desk-customer-many = { $count } заказов или больше.
desk-customer-spent = Оплачено всего: { $spent }.
desk-late = с опозданием
desk-actor-program = программа «{ $name }»

# Решения
desk-decisions = Решения
desk-reason = Почему
desk-sum = Сумма, АР
desk-payee = Кому
desk-refund-state = Что с деньгами
desk-password-first = Решения о деньгах спрашивают пароль ещё раз.
desk-password-link = Ввести пароль
desk-inbox-waits = { $count ->
    [one] Подождите: { $count } уведомление ещё не занесено в книги. Возможно, это как раз оно.
    [few] Подождите: { $count } уведомления ещё не занесены в книги. Возможно, нужное среди них.
   *[many] Подождите: { $count } уведомлений ещё не занесено в книги. Возможно, нужное среди них.
}
desk-decide-override = Снять удержание
desk-decide-confirm = Подтвердить платёж вручную
desk-decide-refund = Записать возврат
desk-decide-cancel = Отменить заказ
desk-decide-restore = Восстановить заказ
desk-decide-new-code = Новый код для курьера
desk-decide-without-code = Выдать без кода
desk-decide-change-refund = Изменить состояние
desk-decide-contest = Оспорить
desk-meaning-override = Заказ можно будет собирать, хотя расхождение останется открытым.
desk-meaning-confirm = Для платежа, который Dromon принял, а уведомление о нём не пришло. Сначала найдите его в истории приложения на сайте Dromon.
desk-meaning-refund = Касса сама денег не отправляет. Отправьте их на сайте Dromon, а здесь запишите.
desk-meaning-cancel = Заказ не соберут и не отдадут. Если за него заплачено, деньги нужно вернуть.
desk-meaning-restore = Оплаченный заказ снова станет оплаченным, неоплаченный снова будет ждать денег.
desk-meaning-new-code = Покупатель увидит новый код на странице заказа, и попыток снова будет пять.
desk-meaning-without-code = Если покупатель точно получил заказ, но не смог назвать код.
desk-meaning-change-refund = Запишите, дошли ли деньги.
desk-meaning-contest = Для платежа, которого, похоже, не было. Пока это не выяснено, заказ удержан.
desk-button-override = Снять удержание
desk-button-confirm = Подтвердить платёж
desk-button-refund = Записать возврат
desk-button-cancel = Отменить заказ
desk-button-restore = Восстановить заказ
desk-button-new-code = Сделать новый код
desk-button-without-code = Выдать без кода
desk-button-change-refund = Записать
desk-button-contest = Оспорить платёж

# Почему не вышло
desk-meanwhile = Пока вы смотрели:
desk-problem-changed = Заказ успел измениться, и ничего не сделано. Посмотрите ещё раз и решите.
desk-problem-not-allowed = Сейчас заказ «{ $state }», так сделать нельзя.
desk-problem-held = Заказ удержан: { $why }
desk-problem-no-reason = Напишите, почему: это прочтут коллеги.
desk-problem-reason-too-long = Слишком длинно: не больше { $most } знаков.
desk-problem-too-much = Можно не больше { $most }{"\u00A0"}АР.
desk-problem-sum = Сумма — целое число АР, не меньше 1.
desk-problem-payee = Напишите, кому возвращены деньги.
desk-problem-other = Так сделать нельзя.

# Деньги
desk-payments = Платежи
desk-no-payments = Платежей ещё не было.
desk-not-counted = не засчитан
desk-from = от
desk-to = для
desk-other-payer = не покупатель
desk-sure-callback = Dromon прислал уведомление с верным токеном.
desk-sure-balance = Сошлось с балансом на сайте Dromon.
desk-sure-staff = Подтвердил сотрудник.
desk-sure-contested = Оспорен: возможно, этих денег нет.
desk-callback = Уведомление, как пришло
desk-callback-from = С адреса { $source }, { $at }. Размер в байтах: { $size }.
desk-callback-cut = Показано только начало.
desk-callback-download = Скачать целиком
desk-discrepancies = Расхождения
desk-fate-open = Не решено.
desk-fate-overridden = Удержание снято { $at }, но ещё не решено.
desk-fate-resolved = Решено { $at }, { $who }:
desk-refunds = Возвраты
desk-refund-intended = собираемся отправить
desk-refund-sent = отправлено
desk-refund-confirmed = дошло
desk-refund-unknown = неизвестно
desk-refund-cancelled = не отправляли

# Расхождения в нескольких словах
desk-why-unknown-order = платёж без заказа
desk-why-unreadable = непонятное уведомление
desk-why-altered = плательщик видел другой текст
desk-why-new-source = уведомление с незнакомого адреса
desk-why-foreign-source = уведомление с чужого адреса, деньги не засчитаны
desk-why-repeated = то же уведомление пришло ещё раз
desk-why-confirmed-twice = платёж уже был подтверждён вручную
desk-why-underpaid = заплачено меньше, чем нужно
desk-why-overpaid = заплачено больше, чем нужно
desk-why-paid-late = заплачено слишком поздно
desk-why-paid-again = заплачено ещё раз
desk-why-paid-after-cancel = заплачено после отмены
desk-why-paid-after-refund = заплачено после возврата
desk-why-refund-due = нужно вернуть деньги
desk-why-contested = платёж оспорен
desk-why-out-of-stock = товара не хватает

# События
desk-event-placed = Заказ оформлен
desk-event-paid = Заказ оплачен
desk-event-part-paid = Пришла часть денег
desk-event-payment = Пришёл платёж
desk-event-repeated = То же уведомление пришло ещё раз
desk-event-foreign-source = Уведомление с чужого адреса
desk-event-unknown-order = Платёж без заказа
desk-event-unreadable = Непонятное уведомление
desk-event-cancelled = Заказ отменён
desk-event-expired = Время на оплату вышло
desk-event-assembling = Взят в сборку
desk-event-ready = Собран
desk-event-completed = Отдан покупателю
desk-event-hand-over = Выдача изменена
desk-event-new-code = Сделан новый код для курьера
desk-event-found-nobody = Курьер никого не нашёл
desk-event-missed = За заказом не пришли вовремя
desk-event-refunded = Все деньги возвращены
desk-event-back-to-paid = Возвращён на шаг: снова оплачен
desk-event-back-to-assembling = Возвращён на шаг: снова собирается
desk-event-back-to-ready = Возвращён на шаг: снова готов
desk-event-restored = Заказ восстановлен
desk-event-accepted = Опоздавшие деньги приняты
desk-event-counted = Платёж засчитан
desk-event-uncounted = Платёж больше не засчитан
desk-event-contested = Платёж оспорен
desk-event-refund = Возврат
desk-event-resolved = Расхождение решено
desk-event-overridden = Удержание снято
desk-event-note = Заметка
desk-event-substituted = Замена
desk-event-missing-refund = Товара нет, вернём за него деньги
desk-event-needs-refund = Товара нет, нужен возврат
desk-event-waits-for-goods = Ждёт товара
desk-event-taken-up = Товар снова собирают
desk-event-claimed = Покупатель говорит, что заплатил
desk-event-claim-refused = Такого платежа не нашли
desk-event-customer-note = Покупатель пишет
desk-event-source-trusted = Адрес признан своим
desk-event-withdrawal = Вывод денег
desk-event-balance = Сверка баланса

# Лист сборки
desk-slip-title = Лист сборки { $uid }
desk-slip-back = К заказу
desk-slip-hint = Напечатайте эту страницу: на бумаге останется только лист.
desk-slip-held = УДЕРЖАН: не собирать
desk-slip-missing = Не кладём
desk-slip-notes = Заметки
