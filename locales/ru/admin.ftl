# Страницы для сотрудников: рамка.

admin-nav-orders = Заказы
admin-nav-picks = Сборка
admin-nav-attention = Внимание
admin-nav-reconcile = Сверка
admin-nav-goods = Товары
admin-nav-staff = Сотрудники
admin-nav-keys = Ключи
admin-nav-audit = Журнал
admin-nav-me = Вы
role-owner = владелец
role-manager = управляющий
role-picker = сборщик
role-courier = курьер
