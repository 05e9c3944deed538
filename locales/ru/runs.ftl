# Рейсы курьеров.

orders-refused-on-run = заказ уже в рейсе
orders-refused-not-by-courier = заказ не ждёт курьера
orders-refused-run-full = в рейсе больше нет места

hand-over-nav-cells = Ячейки
hand-over-nav-runs = Рейсы курьеров
runs-heading = Рейсы курьеров
runs-title = Рейс № { $number }
runs-progress = { $left ->
    [0] Остановок больше нет, всего было { $stops }.
    [one] Осталась { $left } остановка из { $stops }.
    [few] Осталось { $left } остановки из { $stops }.
   *[many] Осталось { $left } остановок из { $stops }.
}
runs-next-short = Дальше:
runs-waiting-heading = Ждут курьера
runs-waiting-none = Сейчас никто не ждёт курьера. Сюда попадают готовые заказы, которые отдают курьеру.
runs-waiting-more = Показаны те, с кем встреча раньше. Соберите рейс — появятся остальные.
runs-choose = Что взять с собой
runs-to = Куда добавить
runs-to-new = Новый рейс
runs-make = Собрать рейс
runs-make-hint = Первым будет тот, с кем встреча раньше. Порядок можно поменять в пути.
runs-ended-heading = Законченные рейсы
runs-refused = В рейс не попали
runs-next = Сейчас:
runs-held = Заказ удержан: выдавать его нельзя, пока управляющий не разберётся с оплатой.
runs-take-off = Снять с рейса
runs-nothing-left = Остановок больше нет.
runs-later = Потом
runs-first = Сделать следующей
runs-up = Раньше
runs-down = Позже
runs-over-heading = Пройдено
runs-delivered = отдан
runs-nobody = никого не нашли
runs-off = снят с рейса
runs-over = Рейс закончен
runs-over-link = К рейсам
runs-end = Закончить рейс раньше
runs-end-hint = Оставшиеся заказы снова будут ждать курьера.
runs-end-button = Закончить рейс
runs-problem-no-stop = Этого заказа уже нет в рейсе: его отдали, сняли или отменили. Ниже — рейс, какой он сейчас.
runs-problem-ended = Рейс уже закончен. Соберите новый.
runs-on = Едет с курьером:
runs-problem-none = Отметьте хотя бы один заказ.
