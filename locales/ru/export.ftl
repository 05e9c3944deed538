# Выгрузка в таблицы.

export-link = Выгрузить в таблицу
export-title = Выгрузка
export-which = Какие заказы
export-all = Все заказы магазина.
export-until = Оформлен по
export-which-hint = Выгружается всё, что находит этот отбор, а не одна страница списка. Отбор меняется в списке заказов.
export-what = Что выгрузить
export-table-orders = Заказы
export-hint-orders = По строке на заказ: номер, когда оформлен, статус, ник, состав, сумма, сколько оплачено, открытые расхождения.
export-table-payments = Платежи
export-hint-payments = По строке на платёж этих заказов: когда пришёл, сумма, зачтён ли, кто заплатил. Платежи без заказа сюда не входят: они ждут во «Внимании».
export-table-lines = Товары заказов
export-hint-lines = По строке на товар в заказе: название, цена, сколько штук, сумма. Заказы без состава, только на сумму, сюда не входят.
export-open-hint = Файл CSV в UTF-8, ячейки разделены точкой с запятой: Excel с русскими настройками открывает его сразу. LibreOffice спросит о разделителе, выберите точку с запятой. Для Excel с английскими настройками переключите язык страницы: там разделитель запятая.
export-safe-hint = Тексты покупателей не станут формулами: перед =, +, - или @ в начале текста стоит апостроф.
export-whole-hint = Если загрузка оборвётся, браузер скажет об этом: файла, который только выглядит целым, не бывает.
export-item = { $name } { $count }
export-yes = да
export-no = нет
export-column-order = Заказ
export-column-placed = Оформлен ({ $zone })
export-column-paid = Платёж ({ $zone })
export-column-text = Текст заказа
export-column-total = Сумма, АР
export-column-counted = Оплачено, АР
export-column-open = Открытые расхождения
export-column-sum = Сумма, АР
export-column-counts = Зачтён
export-column-sure = Откуда известно
export-column-price = Цена, АР
export-column-quantity = Штук
export-column-count = Как считают игроки
export-sure-callback = уведомление Dromon
export-sure-balance = уведомление и баланс
export-sure-staff = решение сотрудника
export-sure-contested = под сомнением
