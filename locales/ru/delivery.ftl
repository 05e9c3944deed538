# Выдача: ячейки, сроки, курьеры.

admin-nav-cells = Выдача
cells-title = Ячейки выдачи
cells-what = Ячейка — сундук или полка, где собранный заказ ждёт покупателя. В одной ячейке лежит один заказ.
cells-free-count = Свободно { $free } из { $count }.
cells-none = Ячеек пока нет, и заказы отдают как договорятся. Добавьте ячейки, и у готового заказа появятся место и срок.
cells-is-free = Свободна
cells-up = Выше
cells-down = Ниже
cells-change = Изменить
cells-name = Название
cells-names = Названия
cells-place = Где это
cells-save = Сохранить
cells-remove = Убрать ячейку
cells-add-heading = Добавить ячейки
cells-add = Добавить
cells-names-hint = Одно название, несколько через запятую или ряд: «A1-A9». Где это — словами или координатами; покупатель тоже это увидит.
cells-problem-empty = Напишите хотя бы одно название.
cells-problem-name = «{ $name }» не годится: в названии от 1 до { $most } знаков, без запятых.
cells-problem-twice = Ячейка «{ $name }» названа дважды. Уберите одну.
cells-problem-many = За раз можно добавить не больше { $most } ячеек. Разделите список.
cells-problem-place = Где это: одна строка, не больше { $most } знаков.
cells-problem-taken = Ячейка «{ $name }» уже есть. Назовите новую иначе.
cells-problem-occupied = В ячейке лежит заказ. Сначала выдайте его или переложите.
cells-problem-gone = Такой ячейки уже нет.

hand-over-cell = Ячейка
hand-over-courier = Курьер
hand-over-where = Где
hand-over-until = Забрать до
hand-over-until-field = Забрать до
hand-over-courier-where = Курьер принесёт
hand-over-courier-when = Когда
hand-over-missed = срок прошёл
hand-over-missed-courier = время прошло
hand-over-place = Где встретиться
hand-over-at-field = Когда
hand-over-otherwise = Отдать иначе
hand-over-by-courier = Отправить с курьером
hand-over-change = Изменить выдачу
hand-over-ready-cell = Собран, лежит в ячейке
hand-over-ready-courier = Собран, отнесёт курьер
hand-over-ready-agreed = Собран, отдадим как договоримся
hand-over-save = Сохранить ячейку и срок
hand-over-save-courier = Отдать курьеру
hand-over-save-agreed = Отдать как договоримся
hand-over-brief-cell = { $cell }, до { $due }
hand-over-brief-courier = курьер, { $due }
hand-over-told-cell = ячейка { $cell }, до { $due }
hand-over-told-cell-at = ячейка { $cell } ({ $place }), до { $due }
hand-over-told-courier = принесёт курьер: { $place }, { $due }
hand-over-told-agreed = как договоримся
hand-over-no-time = Напишите день и время, например 30.11.2026, 18:00.
hand-over-long-place = Место: одна строка, не больше { $most } знаков.
hand-over-no-such-cell = Такой ячейки уже нет. Выберите другую.
hand-over-taken = В эту ячейку только что положили другой заказ. Выберите другую.
hand-over-none-free = Свободных ячеек нет. Освободите одну или отдайте заказ иначе.
hand-over-past = Это время уже прошло. Укажите более позднее.
hand-over-nowhere = Напишите, где встретиться с покупателем.

courier-code-tell = Назовите курьеру код:
courier-code-tell-hint = Называйте его, только когда заказ у вас в руках: кто знает код, тот его получил.
courier-code-field = Код от покупателя
courier-code-button = Выдать
courier-code-hint = Шесть цифр со страницы заказа у покупателя. Ошибиться можно ещё столько раз: { $left }.
courier-code-locked = Слишком много неверных кодов или кода ещё нет. Попросите управляющего сделать новый.
courier-code-problem-digits = Код — это шесть цифр. Попросите покупателя открыть страницу заказа и прочитать их.
courier-code-problem-wrong = Код неверный. Попросите покупателя прочитать его ещё раз. Осталось попыток: { $left }.
courier-code-problem-locked = Код неверный, и попыток больше нет. Попросите управляющего сделать новый.
courier-code-problem-needed = Заказ везёт курьер: его выдают по коду, который называет покупатель.

courier-nobody = Никого нет
courier-nobody-at = Когда прийти снова
courier-nobody-hint = Покупатель увидит новое время на странице заказа. Не знаете его — оставьте пустым, и решит управляющий.
courier-nobody-last = Это последняя попытка: что делать с заказом дальше, решит управляющий.
courier-nobody-button = Записать, что никого нет
courier-attempts = { $count ->
    [one] Никого не нашли { $count } раз
    [few] Никого не нашли { $count } раза
   *[many] Никого не нашли { $count } раз
}
courier-tried-enough = Курьеры приходили три раза и никого не нашли. Положите заказ в ячейку, верните в сборку или отмените и верните деньги.
