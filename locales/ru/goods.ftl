# Товары: страницы для сотрудников.

goods-title = Товары
goods-new = Новый товар
goods-none = Товаров пока нет. Добавьте первый, и он сразу появится на витрине.
goods-count = { $count ->
    [one] { $count } товар.
    [few] { $count } товара.
   *[many] { $count } товаров.
}
goods-count-out = { $count ->
    [one] { $count } товар на витрине закончился.
    [few] { $count } товара на витрине закончились.
   *[many] { $count } товаров на витрине закончились.
}
goods-no-category = Без раздела
goods-hidden = скрыт
goods-few = мало
goods-not-counted = не считается
goods-stock-counted = { $pieces } ({ $count })
goods-up = Выше: { $name }
goods-down = Ниже: { $name }
goods-category-up = Раздел выше: { $name }
goods-category-down = Раздел ниже: { $name }

good-back = Все товары
good-heading = Товар
good-new-heading = Новый товар
good-added = Товар добавлен.
good-not-saved = Товар ещё не сохранён
good-field-name = Название
good-field-description = Описание
good-field-price = Цена за штуку, АР
good-field-category = Раздел
good-field-stack = В стаке
good-field-stock = Остаток, шт.
good-field-hidden = Скрыть с витрины
good-description-hint = Видно на витрине под названием.
good-price-hint = Целое число. Заказы, которые уже оформлены, останутся по старой цене.
good-category-hint = Под этим заголовком товар стоит на витрине. Можно оставить пустым.
good-stack-64 = 64: блоки, руда, еда
good-stack-16 = 16: жемчуг, таблички, яйца
good-stack-1 = 1: инструменты, броня, зелья
good-stack-loose = не в стаках: услуги, целые шалкеры
good-stack-hint = Так заказы считаются для сборщика: «1 шалкер, 3 стака, 5 шт.».
good-stock-hint = Сколько ещё можно заказать. Пусто: не считать. Если за это время что-то купили, проданное не вернётся: прибавится или убавится только разница.
good-hidden-hint = Покупатели не увидят товар, но в старых заказах он останется.
good-save = Сохранить
good-add = Добавить товар
good-kept = Этот товар есть в заказах, поэтому удалить его нельзя. Его можно скрыть с витрины.
good-was-ordered = Товар не удалён: он есть в заказах. Его можно скрыть с витрины.
good-is-offered = Товар не удалён: он есть в платёжной ссылке. Сначала уберите его оттуда или скройте с витрины.
good-delete = Удалить товар
good-delete-hint = Этот товар ещё никто не заказывал. Вернуть его после удаления нельзя.
good-delete-button = Удалить навсегда
good-too-many = Товар не добавлен: в магазине помещается { $most } товаров. Удалите те, которых никто не заказывал.
good-changed-heading = Ничего не сохранено: товар за это время изменили
good-changed = В форме осталось то, что ввели вы. Сейчас у товара иначе:
good-changed-next = Проверьте и сохраните ещё раз, если всё верно.
good-changed-discard = Или возьмите то, что есть сейчас.
good-nothing = пусто
good-yes = да
good-no = нет
good-fault-name-missing = Напишите, как товар называется.
good-fault-too-long = Слишком длинно: помещается { $most } знаков.
good-fault-control = Здесь есть невидимый управляющий знак. Удалите его или наберите текст заново.
good-fault-price = Нужно целое число от 1 до { $most }, без копеек и букв.
good-fault-stack = Выберите из списка: 64, 16, 1 или не в стаках.
good-fault-stock = Нужно целое число от 0 до { $most } или пустое поле, если остаток не считается.
good-fault-hidden = Нужно «да» или «нет».
goods-note-added = добавлен
goods-note-deleted = удалён
goods-note-up = выше
goods-note-down = ниже

picture-heading = Картинка
picture-alt = Картинка товара
picture-choose = Файл с картинкой
picture-other = Другая картинка вместо этой
picture-hint = PNG, JPEG или WebP до 5 МБ. Большая уменьшится, а данные о том, где и чем снято, пропадут.
picture-button = Загрузить
picture-remove = Убрать картинку
picture-missing = Сначала выберите файл с картинкой.
picture-too-large = Файл больше { $most } МБ. Уменьшите картинку и загрузите ещё раз.
picture-none = В этом файле нет картинки PNG, JPEG или WebP, как бы он ни назывался. Сохраните картинку в одном из этих форматов.
picture-too-many-pixels = Картинка размером { $width } × { $height } слишком велика: помещается { $most } миллионов точек. Уменьшите её и загрузите ещё раз.
picture-broken = Картинка не читается: похоже, файл повреждён или не догружен. Сохраните её заново и загрузите ещё раз.
goods-note-picture = картинка
goods-note-no-picture = картинка убрана

goods-export = Скачать все товары таблицей (CSV)
goods-import = Загрузить из таблицы
goods-imported = Таблица загружена: всё, что было в ней, сделано.
import-title = Товары из таблицы
import-file = Файл CSV
import-other-file = Другой файл CSV
import-hint = В первой строке названия столбцов: { $titles }. Хватит и части из них, порядок любой. Товар находится по id, а если id пуст, по названию; новые названия добавляются.
import-hint-stock = Чего в таблице нет столбцом, то останется как есть. Остаток запишется таким, какой он в таблице: если его менять не нужно, уберите этот столбец.
import-look = Посмотреть, что изменится
import-plan = Что изменится
import-counts = Добавится: { $added }. Изменится: { $changed }. Останется как есть: { $unchanged }.
import-changed = Изменится
import-added = Добавится
import-more = И ещё строк: { $count }.
import-do = Сделать это
import-other = Ничего не сделано: товары за это время изменились. Посмотрите ещё раз, что изменится теперь.
import-faults = Ошибок в таблице: { $count }
import-faults-next = Ничего не сделано. Исправьте эти строки и загрузите файл ещё раз.
import-line = Строка
import-column = Столбец
import-value = Что там
import-remedy = Что исправить
import-missing = Сначала выберите файл CSV.
import-too-large = Файл больше 2 МБ. Разделите таблицу на несколько.
import-empty = В файле нет ни одной строки с товаром под строкой с названиями столбцов.
import-not-text = Это не текстовая таблица. Сохраните её в формате CSV и загрузите ещё раз.
import-no-key = Нужен столбец «название» или «id»: без него непонятно, о каких товарах речь.
import-unknown-column = Столбца «{ $name }» у товаров нет. Переименуйте его или уберите.
import-column-twice = Столбец «{ $name }» встречается дважды. Уберите один из них.
import-too-many-lines = В таблице больше { $most } строк. Разделите её на несколько.
import-unknown-id = Товара с таким id нет. Оставьте id пустым, чтобы добавить новый товар.
import-ambiguous = Так называются несколько товаров. Укажите id нужного: он есть в выгрузке.
import-twice = Об этом же товаре говорит строка { $line }. Оставьте одну из них.
import-cells = Ячеек { $found }, а столбцов { $expected }. Проверьте разделители и кавычки.
