# Как магазин называется и что говорит о себе.

settings-nav-shop = Магазин
looks-title = Магазин
looks-what = Название и тексты, которые видят покупатели. Пустое поле не показывается.
looks-preview = Посмотреть витрину
looks-saved = Сохранено. Витрина уже показывает новое.
looks-not-saved = Не сохранено: исправьте поля
looks-save = Сохранить
looks-nothing = пусто
looks-field-name = Название
looks-name-hint = До 40 знаков. Пустое: «{ $name }».
looks-field-greeting = Приветствие
looks-hint-greeting = Стоит над товарами. До 500 знаков, можно в несколько строк.
looks-field-hours = Часы работы
looks-hint-hours = Показываются под товарами: когда собираете и выдаёте заказы.
looks-field-places = Где нас найти
looks-hint-places = Показывается под товарами: координаты, ветка, как пройти.
looks-field-contact = Связь с магазином
looks-hint-contact = Показывается на странице заказа и на страницах ошибок: Discord, ник в игре.
looks-fault-too-long = Здесь { $typed } зн., помещается { $most }. Сократите.
looks-fault-control = Здесь есть невидимый управляющий знак. Удалите его или наберите текст заново.
looks-changed-heading = Настройки уже изменили
looks-changed = Пока вы печатали, кто-то сохранил другое. Сейчас там:
looks-changed-next = В форме осталось ваше. Сохраните ещё раз, чтобы заменить, или
looks-changed-discard = откройте настройки как есть.
looks-contact-heading = Связь с магазином
looks-about-heading = О магазине
