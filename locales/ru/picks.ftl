# Листы сборки.
picks-heading = Сборка
picks-title = Лист сборки № { $number }
picks-none = Открытых листов нет. Отметьте заказы в списке и нажмите «Лист сборки»:
picks-none-link = какие заказы собрать
picks-orders = { $count ->
    [one] { $count } заказ
    [few] { $count } заказа
   *[many] { $count } заказов
}
picks-progress = { $picked } из { $goods }
picks-progress-label = Сколько собрано
picks-number = { $n } шт.
picks-ended-heading = Собранные листы
picks-ended = Закончен:
picks-refused = Не вошли в лист
picks-tick-share = Собрано для заказа { $uid }
picks-share-ready = заказ уже собран
picks-tick-failed = Не отмечено: нет связи. Нажмите ещё раз.
picks-orders-heading = Заказы листа
picks-all = Всё собрано
picks-order-off = снят с листа
picks-end-hint = Лист закроется. Заказы останутся в сборке: каждый отметьте собранным на его странице.
picks-end = Закончить лист
picks-give-up = Закрыть, не собрав всё
picks-give-up-hint = Заказы, которые не собраны целиком, сойдут с листа и останутся в сборке. Их можно поставить в новый лист.
picks-give-up-button = Закрыть лист
picks-problem-changed = Пока вы смотрели, лист изменился: там теперь другое количество, или заказ снят. Ничего не отмечено, посмотрите ещё раз.
picks-problem-ended = Этот лист уже закончен.
picks-problem-not-all = Ещё не всё собрано.

# Товара не хватает
remedy-substitute = { $name }, { $count }: вместо этого { $instead }, { $how-many }
remedy-refund-sum = { $name }, { $count }: вернуть { $sum }
remedy-refund = { $name }, { $count }: вернуть деньги
remedy-needs-refund = { $name }, { $count }: нужно вернуть деньги
remedy-wait = { $name }, { $count }: ждём товара
picks-missing = Не хватает
picks-missing-of = Не хватает для заказа { $uid }
picks-instead-of = вместо: { $name }
picks-waits = ждёт товара
picks-needs-refund = нужен возврат
picks-on-list = Стоит в листе:
missing-title = Не хватает товара, заказ { $uid }
missing-ordered = Заказано: { $count }, для
missing-remedies = Что решено
missing-taken-back = больше не действует
missing-not-picked = Заказ сейчас не собирают: решать о товаре можно, пока он оплачен или в сборке.
missing-nothing-left = Обо всём, что заказано, уже решено.
missing-ways = Чего не хватает
missing-left = Ещё не решено: { $count }
missing-quantity = Сколько не хватает, штук
missing-instead = Чем заменить
missing-instead-quantity = Сколько положить, штук
missing-agreed = Как покупатель согласился
missing-agreed-hint = Например: Discord, 15:40. Увидят только сотрудники.
missing-until = До какого времени или чего ждём
missing-until-hint = Это увидит и покупатель.
missing-reason-hint = Увидят только сотрудники.
missing-price = Одна штука стоит { $price }. Вернуть можно и меньше.
missing-way-substitute = Заменить
missing-way-refund = Вернуть деньги
missing-way-wait = Подождать
missing-meaning-substitute = Только если покупатель согласен. Состав и сумма заказа не меняются: замена стоит рядом.
missing-meaning-refund = Запишется возврат, который вы собираетесь отправить. Сами деньги отправьте на сайте Dromon.
missing-meaning-needs-refund = О деньгах решает управляющий: попросите его. Пока останется отметка, что нужен возврат.
missing-meaning-wait = Этот товар уйдёт из листа, а заказ будет отмечен «ждёт товара», пока вы не вернёте его в сборку.
missing-button-substitute = Записать замену
missing-button-refund = Записать возврат
missing-button-needs-refund = Отметить, что нужен возврат
missing-button-wait = Отложить
missing-button-take-up = Снова собирать
missing-problem-quantity = Введите целое число от 1 до { $left }: больше о чём решать нет.
missing-problem-instead = Напишите, чем заменить: от 1 до 200 знаков.
missing-problem-instead-quantity = Введите целое число от 1.
missing-problem-out-of-stock = На складе этого товара осталось { $left }. Если его больше, сначала исправьте остаток.
missing-problem-agreed = Напишите, как покупатель согласился: без его слова замены нет.
missing-problem-until = Напишите, чего ждём: это увидит и покупатель.
