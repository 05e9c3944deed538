# Список заказов.

orders-tabs = Что показать
orders-tab-all = Все
orders-tab-to-pay = Ждут оплаты
orders-tab-to-assemble = Собрать
orders-tab-to-deliver = Выдать
orders-tab-overdue = Не забрали в срок

orders-search = Найти заказ
orders-search-hint = Номер, ник, товар
orders-find = Найти
orders-filters = Отбор и порядок
orders-filter-status = Статус
orders-filter-sort = Порядок
orders-sort-newest = Сначала новые
orders-sort-waiting = Сначала те, кто ждёт дольше
orders-filter-from = Оформлен с
orders-filter-to = по
orders-filter-trouble = Расхождение
orders-filter-product = Товар
orders-filter-payer = Кто заплатил
orders-product-gone = товар № { $id }
orders-any = Неважно
orders-clear = Показать все заказы

orders-choose = Выбор
orders-choose-one = Выбрать заказ { $uid }
orders-column-number = Номер
orders-column-items = Состав
orders-column-nickname = Ник
orders-column-total = Сумма
orders-column-paid = Оплачено
orders-column-age = Возраст
orders-item = { $name } { $count }
orders-item-count = { $name }, { $count }
orders-held = Удержан
orders-held-by = Удержан: { $why }

orders-status-awaiting-payment = Ждёт оплаты
orders-status-part-paid = Оплачен частично
orders-status-paid = Оплачен
orders-status-assembling = Собирается
orders-status-ready = Готов к выдаче
orders-status-completed = Выдан
orders-status-cancelled = Отменён
orders-status-expired = Просрочен
orders-status-refunded = Деньги возвращены

orders-trouble-any = Любое открытое
orders-trouble-unknown-order = платёж без заказа
orders-trouble-unreadable = непонятное уведомление
orders-trouble-altered = изменён текст
orders-trouble-new-source = новый адрес
orders-trouble-foreign-source = чужой адрес
orders-trouble-repeated = повтор уведомления
orders-trouble-confirmed-twice = подтверждён дважды
orders-trouble-underpaid = недоплата
orders-trouble-overpaid = переплата
orders-trouble-paid-late = оплачен поздно
orders-trouble-paid-again = оплачен ещё раз
orders-trouble-paid-after-cancel = оплачен после отмены
orders-trouble-paid-after-refund = оплачен после возврата
orders-trouble-refund-due = нужен возврат
orders-trouble-contested = платёж под сомнением
orders-trouble-out-of-stock = не хватает товара

age-minutes = { $count } мин
age-hours = { $count } ч
age-days = { $count } д

orders-none-at-all = Заказов пока нет. Первый появится здесь сам.
orders-none = Таких заказов нет.
orders-none-so-far = Среди просмотренных таких заказов нет.
orders-none-misspelt = Заказа с таким номером нет: похоже, в номере опечатка.
orders-looked-until = Просмотрены заказы до { $moment }.
orders-look-further = Искать дальше
orders-pages = Страницы списка
orders-first = В начало
orders-back = Назад
orders-further = Дальше

orders-together = С выбранными:
orders-together-assemble = В сборку
orders-together-ready = Готовы
orders-together-complete = Выданы
orders-together-pick = Лист сборки
orders-moved = { $count ->
    [one] Готово: { $count } заказ ({ $numbers }).
    [few] Готово: { $count } заказа ({ $numbers }).
   *[other] Готово: { $count } заказов ({ $numbers }).
}
orders-refused = Не получилось
orders-refused-changed = его только что изменил кто-то другой
orders-refused-held = он удержан, сначала разберитесь с расхождением
orders-refused-not-allowed = из этого статуса так нельзя
orders-refused-no-cell = Все ячейки заняты. Освободите одну или отдайте заказ иначе на его странице.
orders-refused-code = Заказ везёт курьер: код покупателя вводят на странице заказа.
orders-refused-gone = такого заказа нет
orders-refused-listed = он уже в открытом листе сборки

# Вместо %s скрипт подставит своё.
orders-live-changed = Заказ %s изменился, выбор с него снят
orders-live-paid = Новых оплаченных: %s
orders-sound-on = Включить звук
orders-sound-off = Выключить звук
orders-notify = Включить уведомления
orders-notify-on = Уведомления включены
orders-keys = Клавиши
orders-key-search = искать
orders-key-rows = к следующему и к предыдущему заказу
orders-key-open = открыть
orders-key-choose = выбрать
