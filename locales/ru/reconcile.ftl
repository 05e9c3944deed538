# Сверка.

reconcile-title = Сверка
reconcile-intro = Dromon присылает уведомление один раз и не повторяет. Сверка показывает, не потерялись ли деньги и не приписал ли кто-то лишнего.
reconcile-error-heading = Не записано
reconcile-error-not-a-balance = Впишите баланс целым числом АР, например 1 234.
reconcile-error-inbox = { $count ->
    [one] В почтовом ящике ждёт { $count } уведомление: его деньги уже в балансе, но ещё не в книгах. Сверьте, когда оно будет разобрано; обычно это секунды.
    [few] В почтовом ящике ждут { $count } уведомления: их деньги уже в балансе, но ещё не в книгах. Сверьте, когда они будут разобраны; обычно это секунды.
   *[other] В почтовом ящике ждут { $count } уведомлений: их деньги уже в балансе, но ещё не в книгах. Сверьте, когда они будут разобраны; обычно это секунды.
}
reconcile-error-books-away = Уведомления сейчас идут в почтовый ящик, а не в книги. Сверьте, когда база снова ответит.
reconcile-error-changed = Пока вы смотрели, что-то изменилось. Ничего не записано: посмотрите ещё раз.
reconcile-error-no-reason = Нужна причина: её прочтут коллеги.
reconcile-error-line-needs-more = Строку может написать кто угодно. Нужна причина или сверка, в которой баланс больше ровно на эту сумму.
reconcile-error-reason-too-long = Причина длиннее { $most } знаков.
reconcile-error-not-a-sum = Впишите сумму целым числом АР, от 1.
reconcile-error-no-such-order = Такого заказа нет.
reconcile-error-too-much = Можно не больше { $most }{"\u00A0"}АР.
reconcile-error-out-of-range = Суммы в книгах больше любого возможного баланса. Так бывает только с поддельными уведомлениями: разберите их в разделе «Внимание».
reconcile-error-not-chosen = Выберите платёж.
reconcile-error-not-allowed = С этим заказом так нельзя: он уже в другом состоянии.
reconcile-error-paste-empty = Вставьте хотя бы одну строку.
reconcile-error-paste-too-long = За раз можно вставить не больше { $kib }{"\u00A0"}КиБ.
reconcile-error-paste-too-many = За раз можно вставить не больше { $most } строк.
reconcile-done-confirmed = Платёж записан. Теперь сверьте баланс ещё раз.
reconcile-done-contested = Платёж под сомнением, заказ удержан. Теперь сверьте баланс ещё раз.
reconcile-done-withdrawn = Вывод записан. Теперь сверьте баланс ещё раз.
reconcile-done-refunded = Возврат записан. Теперь сверьте баланс ещё раз.
reconcile-done-opening = Начальный баланс записан.

# По балансу
reconcile-balance-heading = По балансу
reconcile-balance-label = Баланс приложения
reconcile-balance-hint = Число со страницы приложения на сайте Dromon, целиком. Смотрите его после того, как открыли эту страницу.
reconcile-balance-button = Сверить
reconcile-opening-now = До первого платежа в приложении было { $sum }{"\u00A0"}АР.
reconcile-opening-unknown = Начальный баланс не записан: считаем, что до первого платежа в приложении было 0{"\u00A0"}АР.
reconcile-opening-summary = Записать другой начальный баланс
reconcile-opening-label = Сколько было в приложении до первого платежа Кассы
reconcile-opening-button = Записать
reconcile-opening-before = Прежние записи
reconcile-reason = Причина
reconcile-reason-first = Причина (в первый раз не нужна)
reconcile-result-heading = Последняя сверка
reconcile-by = { $at }, { $who }
reconcile-agreed = Сошлось: { $sum }{"\u00A0"}АР
reconcile-agreed-raised = { $count ->
    [0] Все платежи до этого момента уже были проверены.
    [one] Проверен по балансу { $count } платёж.
    [few] Проверены по балансу { $count } платежа.
   *[other] Проверены по балансу { $count } платежей.
}
reconcile-agreed-unfinished = Платежи ещё не отмечены проверенными: запись прервалась.
reconcile-raise-button = Отметить их
reconcile-more = На { $sum }{"\u00A0"}АР больше, чем знают книги
reconcile-more-hint = Пришло { $sum }{"\u00A0"}АР, о которых не сказало ни одно уведомление.
reconcile-less = На { $sum }{"\u00A0"}АР меньше, чем знают книги
reconcile-less-hint = Либо какой-то платёж не приходил, либо деньги вывели или вернули и не записали.
reconcile-explained = Разница объяснена
reconcile-explained-hint = С тем, что записано после сверки, книги сходятся. Впишите баланс ещё раз: тогда платежи станут проверенными.
reconcile-meanwhile = Пока страница была открыта, пришло ещё { $sum }{"\u00A0"}АР. Если баланс вы посмотрели раньше, посмотрите его ещё раз.
reconcile-figures = Из чего складывается
reconcile-figure-stated = На сайте Dromon
reconcile-figure-opening = Начальный баланс
reconcile-figure-came = Платежи
reconcile-figure-withdrawn = Выводы
reconcile-figure-refunded = Возвраты, отправленные и подтверждённые
reconcile-figure-expected = Должно быть
reconcile-figure-difference = Разница
reconcile-not-subtracted = Задуманные возвраты и те, о которых неизвестно, ушли ли они, не вычтены; платежи под сомнением не прибавлены.
reconcile-with-unknown = Если неизвестные возвраты ушли ({ $sum }{"\u00A0"}АР), разница { $difference }{"\u00A0"}АР.
reconcile-with-intended = Если ушли и задуманные ({ $sum }{"\u00A0"}АР), разница { $difference }{"\u00A0"}АР.
reconcile-with-contested = Если платежи под сомнением всё же пришли ({ $sum }{"\u00A0"}АР), разница { $difference }{"\u00A0"}АР.
reconcile-zero-summary = Что доказывает ноль, а что нет
reconcile-zero-proves = Нет разницы: в приложении ровно столько денег, сколько знают книги. Платежи до этого момента считаются проверенными.
reconcile-zero-not = Но поддельный платёж и потерянный на ту же сумму гасят друг друга: разницы нет, а один покупатель не платил, и другой ждёт зря. Так же прячется вывод, который не записали. Поэтому разбирайте сомнительные платежи и при нуле, а слова «я заплатил» проверяйте по строке истории покупателя.

# Больше
reconcile-sets-heading = Чьи это могут быть деньги
reconcile-sets-none = Нет ни одного ждущего заказа и никаких двух или трёх, которые вместе дали бы эту сумму. Может быть, это подарок или перевод без заказа.
reconcile-set-one = Заказ на { $sum }{"\u00A0"}АР
reconcile-set-several = { $count } заказа вместе на { $sum }{"\u00A0"}АР
reconcile-candidate = { $nickname }: осталось { $sum }{"\u00A0"}АР, оформлен { $at }
reconcile-candidate-claimed = клиент вернулся со страницы Dromon
reconcile-candidate-expired = истёк
reconcile-candidate-part-paid = часть оплачена
reconcile-confirm-button = Подтвердить: пришло { $sum }{"\u00A0"}АР
reconcile-doubted-heading = Платёж под сомнением на ту же сумму
reconcile-doubted-hint = Возможно, он всё же пришёл.
reconcile-undecided = { $count ->
    [one] { $count } уведомление не зачтено и ждёт решения: сначала посмотрите его.
    [few] { $count } уведомления не зачтены и ждут решения: сначала посмотрите их.
   *[other] { $count } уведомлений не зачтено и ждут решения: сначала посмотрите их.
}
reconcile-to-attention = Открыть «Внимание»

# Меньше
reconcile-suspects-heading = Платёж, который мог не прийти
reconcile-suspects-hint = Платежи с тех пор, как книги сходились в последний раз.
reconcile-suspects-none = С тех пор, как книги сходились, платежей не было.
reconcile-suspects-likely = Вероятнее всего
reconcile-suspects-all = Все, новые сверху
reconcile-suspects-older = Более ранние
reconcile-suspect = { $sum }{"\u00A0"}АР
reconcile-suspect-payer = от { $payer }
reconcile-suspect-order = заказ
reconcile-suspect-no-order = без заказа
reconcile-doubt-same-sum = ровно эта сумма
reconcile-doubt-new-source = новый адрес
reconcile-doubt-altered = другой текст
reconcile-doubt-unknown-order = неизвестный заказ
reconcile-sure-callback = по уведомлению
reconcile-sure-balance = проверен
reconcile-sure-staff = подтвердил сотрудник
reconcile-sure-contested = под сомнением
reconcile-contest-button = Поставить под сомнение
reconcile-withdraw-heading = Вывод, который не записали
reconcile-refund-heading = Возврат, который не записали
reconcile-sum-label = Сумма, АР
reconcile-order-label = Номер заказа
reconcile-payee-label = Кому
reconcile-withdraw-button = Записать вывод
reconcile-refund-button = Записать возврат

# Прежние сверки
reconcile-past-heading = Сверки
reconcile-past-none = Ещё ни разу не сверяли.
reconcile-past-when = Когда
reconcile-past-stated = Баланс
reconcile-past-difference = Разница
reconcile-past-agreed = сошлось
reconcile-older = Более ранние

# По истории
reconcile-history-heading = По истории
reconcile-history-hint = Покупатель может скачать свою историю на сайте Dromon. Вставьте её строки, сколько есть.
reconcile-history-label = Строки истории
reconcile-history-recipient = Как приложение называется в истории
reconcile-history-recipient-hint = Если не знаете, оставьте пустым: возьмём самое частое имя.
reconcile-history-claim = Строку может написать кто угодно: это слова, а не доказательство.
reconcile-history-button = Проверить строки
reconcile-history-recent = Недавно вставленное
reconcile-history-back = К сверке
reconcile-history-title = Строки истории
reconcile-history-recipient-typed = Приложение в них: { $name }.
reconcile-history-recipient-guessed = Приложение в них, похоже, { $name }: это имя встречается чаще всего. Если нет, вставьте строки ещё раз и впишите имя.
reconcile-history-tabs = Строки по итогу
reconcile-history-none = Таких строк нет.
reconcile-history-more = Дальше
reconcile-verdict-missing = Нет в книгах
reconcile-verdict-books = В книгах
reconcile-verdict-no_order = Нет такого заказа
reconcile-verdict-other_recipient = Не нам
reconcile-verdict-before = Уже вставляли
reconcile-verdict-unreadable = Не прочитать
reconcile-verdict-hint-missing = Если строка правдива, деньги пришли, а уведомление потерялось.
reconcile-verdict-hint-books = Платёж уже записан.
reconcile-verdict-hint-no_order = Деньги пришли приложению, но ни заказа с таким номером, ни такого платежа в книгах нет. Проверьте номер.
reconcile-verdict-hint-other_recipient = Получатель не это приложение.
reconcile-verdict-hint-before = Эту строку кто-то уже вставлял.
reconcile-verdict-hint-unreadable = Это не строка истории Dromon.
reconcile-line-place = Строка { $place }
reconcile-line-order = Заказ
reconcile-line-left = осталось { $sum }{"\u00A0"}АР
reconcile-line-payment = Платёж на { $sum }{"\u00A0"}АР, { $at }, { $sure }
reconcile-line-not-counted = не зачтён
reconcile-line-come = С тех пор этот платёж записан.
reconcile-line-confirmed = Подтвердил { $who }, { $at }
reconcile-line-earlier = Вставил { $who }, { $at }
reconcile-line-first = Открыть первую
reconcile-line-reason = Почему верите (не нужно, если баланс больше ровно на { $sum }{"\u00A0"}АР)
reconcile-line-button = Подтвердить платёж
reconcile-line-error-too-long = Длиннее { $most } знаков.
reconcile-line-error-no-time = Строка начинается со времени в скобках: [24.11.2026 09:15:02].
reconcile-line-error-bad-time = Такого времени не бывает.
reconcile-line-error-no-arrow = После времени должны стоять плательщик и получатель: Steve_01 -> Shop.
reconcile-line-error-no-sum = После получателя должна стоять сумма: # 8 АР.
reconcile-line-error-bad-sum = Такой суммы не бывает.
reconcile-status-awaiting_payment = ждёт оплаты
reconcile-status-paid = оплачен
reconcile-status-assembling = собирается
reconcile-status-ready = готов
reconcile-status-completed = выдан
reconcile-status-cancelled = отменён
reconcile-status-expired = истёк
reconcile-status-refunded = деньги возвращены
