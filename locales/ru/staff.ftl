# Вход, учётные записи, журнал.

# Вход
sign-in-title = Вход для сотрудников
sign-in-button = Войти
sign-in-hint = Забыли пароль? Попросите у владельца магазина новую ссылку.
sign-out = Выйти
entry-name = Имя
entry-password = Пароль
entry-refused = Имя или пароль не подошли.
entry-password-wrong = Пароль не подошёл.
entry-code-wrong = Код не подошёл. Возьмите свежий: каждый действует один раз.
entry-wait-seconds = Слишком много попыток. Подождите { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунды
   *[many] { $seconds } секунд
} и попробуйте снова.
entry-wait = Слишком много попыток. Подождите { $minutes ->
    [one] { $minutes } минуту
    [few] { $minutes } минуты
   *[many] { $minutes } минут
} и попробуйте снова.
code-title = Код из приложения
code-label = Код
code-hint = Шесть цифр из приложения на телефоне или один из кодов, которые вы записали на бумаге.
code-back = Войти под другим именем
confirm-title = Введите пароль ещё раз
confirm-why = Это действие важное, а пароль вы вводили больше часа назад.
confirm-button = Продолжить
confirm-back = Вернуться к заказам

# Одноразовая ссылка
welcome-title = Добро пожаловать
welcome-heading = Здравствуйте, { $name }!
welcome-role = Ваша роль в магазине: { $role }.
welcome-straight = Эта ссылка впускает один раз.
welcome-or-password = Заодно задать пароль
welcome-button = Сохранить и войти
welcome-used-title = Ссылка уже использована
welcome-used = Каждая ссылка впускает один раз. Если это были вы, войдите с паролем. Если нет, скажите владельцу магазина.
welcome-expired-title = Ссылка больше не действует
welcome-expired = Её срок вышел, или вместо неё сделали новую. Попросите у владельца магазина свежую ссылку.
welcome-unknown-title = Такой ссылки нет
welcome-unknown = Возможно, адрес скопирован не целиком. Проверьте его или попросите ссылку ещё раз.

# Пароль
password-current = Текущий пароль
password-new = Новый пароль
password-again = Новый пароль ещё раз
password-hint = Не короче 10 символов. Удобнее всего несколько слов подряд.
password-too-short = В пароле должно быть не меньше 10 символов.
password-too-long = В пароле должно быть не больше 200 символов.
password-is-name = Имя не может быть паролем.
password-not-twice = Пароли не совпали. Введите один и тот же дважды.

# Своя учётная запись
account-title = Ваша учётная запись
account-password = Пароль
account-password-button = Сменить пароль
account-password-changed = Пароль сохранён. Остальные сеансы завершены.
account-wants-password = Для этого действия нужен пароль, а у вас его ещё нет. Задайте его здесь.
second-factor-title = Код при входе
second-factor-is-on = При входе, кроме пароля, нужен код из приложения.
second-factor-is-off = Сейчас для входа хватает пароля. С кодом из приложения украденный пароль никого не впустит.
second-factor-codes-left = { $count ->
    [one] Остался { $count } код на бумаге.
    [few] Осталось { $count } кода на бумаге.
   *[many] Осталось { $count } кодов на бумаге.
}
second-factor-again = Настроить заново: другой телефон, новые коды
second-factor-on = Включить
second-factor-off = Выключить
second-factor-off-button = Выключить код при входе
second-factor-how = Откройте приложение для кодов (например, Google Authenticator или Aegis), отсканируйте картинку и введите код, который оно покажет.
second-factor-qr = QR-код для приложения
second-factor-by-hand = Или введите в приложение этот ключ:
second-factor-code = Код из приложения
second-factor-back = Не включать
codes-title = Запишите коды
codes-hint = Каждый из них один раз заменит код из приложения, если телефона нет под рукой. Больше мы их не покажем. Остальные сеансы завершены.
codes-kept = Записал, дальше
sessions-heading = Где вы вошли
sessions-this = этот браузер
sessions-since = вход
sessions-seen = последний раз
sessions-end = Завершить
sessions-end-others = Завершить все, кроме этого
places-heading = Откуда вы входили
places-new-heading = Вход с нового адреса
places-new-hint = Если это не вы, смените пароль: остальные сеансы завершатся.
places-acknowledge = Это был я
places-news = Кто-то вошёл под вашим именем с нового адреса.
places-news-link = Посмотреть

# Сотрудники
staff-title = Сотрудники
staff-invite-heading = Пригласить сотрудника
staff-invite-button = Сделать ссылку
staff-name-hint = Буквы, цифры, точка, дефис и подчёркивание, до 32 символов. Имя видно в истории заказов.
staff-role = Роль
staff-role-choose = Выберите
staff-role-button = Сменить роль
staff-roles-hint = Владелец может всё. Управляющий ведёт заказы и деньги. Сборщик собирает. Курьер выдаёт и не видит сумм магазина.
staff-since = Добавлен
staff-is-you = это вы
staff-reset = Не может войти
staff-reset-hint = Пароль, код при входе и все сеансы пропадут. Вы получите ссылку, по которой сотрудник задаст новый пароль.
staff-restore = Вернуть
staff-restore-hint = Сотрудник снова сможет войти по ссылке и задаст новый пароль.
staff-link-button = Сделать новую ссылку
staff-revoke = Закрыть доступ
staff-revoke-hint = Сеансы завершатся сразу, войти сотрудник больше не сможет.
staff-revoke-button = Да, закрыть доступ
staff-link-heading = Ссылка для { $name }
staff-link-hint = Передайте её лично: она впускает один раз и действует двое суток. Больше мы её не покажем. Пароль сотрудник придумает сам.
staff-name-wrong = Такое имя не подойдёт: нужны буквы, цифры, точка, дефис или подчёркивание, до 32 символов.
staff-name-taken = Это имя уже занято, возможно, бывшим сотрудником. Выберите другое.
staff-role-wrong = Выберите роль.
staff-last-owner = Это единственный владелец, который может войти. Сначала сделайте владельцем кого-то ещё.
staff-is-revoked = Доступ этого сотрудника уже закрыт.
staff-yourself = Свой пароль меняйте на странице своей учётной записи.
standing-active = Входит по паролю
standing-active-code = Входит по паролю и коду
standing-invited = Приглашён, ещё не вошёл
standing-shut = Ссылка не действует, нужна новая
standing-revoked = Доступ закрыт

# Ключи
keys-title = Ключи программ
keys-what = С ключом программа работает с магазином через API: создаёт заказы, читает их, двигает дальше. Что именно ей можно, решаете вы.
keys-docs = Как им пользоваться
keys-add-heading = Новый ключ
keys-name = Название
keys-name-hint = Чей это ключ: буквы, цифры, точка, дефис и подчёркивание, до 64 символов.
keys-scopes = Что можно с этим ключом
keys-no-scope = Отметьте хотя бы одно: ключ, с которым ничего нельзя, не нужен.
keys-days = Сколько дней действует
keys-days-hint = Пусто: без срока.
keys-days-wrong = Нужно целое число дней от 1 до { $most } или пустое поле.
keys-used = последний раз
keys-unused = ещё не использовался
keys-ends = действует до
keys-ended = истёк
scope-read = читать всё, кроме секретов
scope-orders = создавать заказы, двигать их, отменять неоплаченные
scope-settle = решать о деньгах: расхождения, отмена оплаченного
scope-admin = менять товары, ссылки, блокировки и вебхуки
keys-add-button = Сделать ключ
keys-made-heading = Новый ключ
keys-made-hint = Скопируйте его сейчас: больше мы его не покажем.
keys-none = Ключей пока нет.
keys-since = создан
keys-revoked = отозван
keys-revoke = Отозвать
keys-revoke-hint = Программы с этим ключом сразу перестанут работать. Вернуть его нельзя.
keys-revoke-button = Да, отозвать
keys-name-wrong = Такое название не подойдёт: нужны буквы, цифры, точка, дефис или подчёркивание, до 64 символов.
keys-name-taken = Ключ с таким названием уже был. Выберите другое.

# Журнал
audit-title = Журнал
audit-search = Найти
audit-hint = Ищет по началу слова. Записи нельзя ни изменить, ни удалить.
audit-all = Показать все
audit-none = Ничего не нашлось.
audit-older = Более ранние
audit-who = Кто
audit-what = Что
audit-source = Откуда
audit-subject = Над чем
audit-anything = Что угодно
audit-note-link = по ссылке
audit-note-invite = приглашение
audit-note-reset = чтобы сменить пароль
audit-note-sign-in = сразу внутрь, ссылка песочницы
audit-note-let-in-again = снова в деле
audit-what-sign-in = вход
audit-what-sign-in-refused = вход не удался
audit-what-sign-in-limited = слишком много попыток входа
audit-what-code-refused = код при входе не подошёл
audit-what-recovery-code = использован код с бумаги
audit-what-sign-out = выход
audit-what-sessions-ended = сеансы завершены
audit-what-address-seen = новый адрес подтверждён
audit-what-password-confirmed = пароль введён ещё раз
audit-what-password-refused = пароль не подошёл
audit-what-password-changed = пароль изменён
audit-what-second-factor-on = код при входе включён
audit-what-second-factor-off = код при входе выключен
audit-what-link-made = сделана ссылка
audit-what-link-used = использована ссылка
audit-what-staff-added = добавлен сотрудник
audit-what-role-changed = изменена роль
audit-what-staff-reset = сброшен пароль
audit-what-staff-revoked = закрыт доступ
audit-what-key-added = добавлен ключ
audit-what-key-revoked = отозван ключ
audit-what-order = решение по заказу
audit-what-money = решение о деньгах
audit-what-export = выгрузка
audit-what-blocked = заказы больше не принимаются
audit-what-unblocked = заказы снова принимаются
audit-what-goods = товары
audit-what-offers = платёжные ссылки
audit-what-looks = настройки магазина
audit-what-webhooks = вебхуки
audit-what-notices = уведомления

# Не хватает прав
not-allowed-title = Вашей роли сюда нельзя
not-allowed = Здесь нужно право «{ $right }», а у вашей роли его нет.
not-allowed-next = Если оно вам нужно, попросите владельца магазина.
not-allowed-way-out = К заказам
right-own-account = своя учётная запись
right-see-orders = смотреть заказы
right-see-money = видеть деньги
right-assemble = собирать заказы
right-deliver = выдавать заказы
right-decide = решать по заказам и расхождениям
right-manual-money = записывать деньги вручную
right-reconcile = сверка
right-export = выгрузка
right-manage-goods = товары и ячейки
right-manage-shop = настройки магазина
right-manage-staff = сотрудники
right-manage-keys = ключи и вебхуки
right-audit = журнал
