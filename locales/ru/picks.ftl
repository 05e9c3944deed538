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
