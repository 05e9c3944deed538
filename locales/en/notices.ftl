# The channels' settings, the texts of messages, and what could not be delivered.

settings-nav-notifications = Notifications
notices-title = Notifications
notices-what = Staff hear of what matters in a Discord channel, in Telegram or by e-mail, a customer by direct message in Discord. No payment waits for it.
notices-saved = Saved.
notices-waiting = { $count ->
    [one] { $count } message was not delivered
   *[other] { $count } messages were not delivered
}
notices-channels = Channels
notices-channel-discord = Discord channel
notices-channel-telegram = Telegram
notices-channel-email = E-mail
notices-channel-discord-dm = Discord direct messages
notices-set = Set up
notices-not-set = Not set up
notices-failing = Does not work
notices-hint-discord = Messages to staff through a channel's webhook.
notices-hint-telegram = Messages to staff: a bot writes into a chat.
notices-hint-email = Letters to staff.
notices-hint-discord-dm = A bot writes to the customer whom the payment told of. Whoever paid for a friend gets no link to the order.
notices-needs = To set it up, set { $settings } and restart Kassa.
notices-fails = Nothing is delivered, and Kassa tries again: { $why }
notices-refused = Kassa is not let in (code { $status }). Check { $settings }, and that the bot may write there.
notices-skipped = The last message was not taken (code { $status }); it waits under Attention.
notices-limited = Too many messages: the service takes none for { $minutes ->
    [one] another minute
   *[other] another { $minutes } minutes
}.
notices-partly = The last letter went out, but the mail server refuses { $whom }. Check the addresses in KASSA_MAIL_TO.
notices-test = Send a test
notices-test-to = Your Discord ID
notices-test-whom = Write the Discord ID in digits: switch developer mode on in Discord and choose "Copy User ID" on yourself.
notices-test-delivered = Delivered.
notices-test-limited = Too many messages: the service asks to wait { $seconds } s.
notices-test-failed = Not delivered: { $why }
notices-test-closed = This person cannot be written to: he takes no messages from the bot, or shares no server with it (code { $code }).
notices-test-malformed = The service does not take this message (code { $code }).
notices-choices = What is told
notices-choices-hint = Language and words can be changed: RU and EN open the text of a message.
notices-audience-staff = To staff
notices-audience-customers = To customers
notices-event = Event
notices-text = Text
notices-own = own
notices-language = Language
notices-save = Save
notices-topic-paid = Order paid
notices-topic-paid-late = Order paid late
notices-topic-part-paid = Order paid in part
notices-topic-assembling = Order being assembled
notices-topic-ready = Order ready
notices-topic-hand-over = Handed over otherwise
notices-topic-missed = Nobody came in time
notices-topic-found-nobody = The courier found nobody
notices-topic-completed = Order handed over
notices-topic-cancelled = Order cancelled
notices-topic-refunded = Money went back
notices-topic-claimed = The customer says that he has paid
notices-topic-claim-refused = No such payment
notices-topic-customer-note = The customer writes
notices-topic-untaken = Nobody takes a paid order
notices-topic-discrepancy = Discrepancy
notices-text-hint = Kassa fills in the words in braces. A line of which nothing can be filled in is left out. Between double stars it is bold, where there is such a thing.
notices-text-empty = The text is empty. To tell nothing of it, clear its mark in the list of events.
notices-text-too-long = The text has { $typed } characters, and at most { $most } are kept.
notices-text-unknown = There is no { $name } here. There are { $known }.
notices-text-brace = A brace has no other half. A place is written as {"{"}uid{"}"}.
notices-text-control = The text has an invisible character that cannot be shown. A tab is one, too.
notices-preview = What it will look like
notices-preview-button = Preview
notices-preview-plain = Telegram and e-mail
notices-usual = Back to Kassa's text
notices-places = What Kassa fills in
notices-place-uid = the order's number
notices-place-customer = the customer's nickname
notices-place-items = the goods, one a line
notices-place-total = the order's sum
notices-place-left = what is left to pay
notices-place-status = where the order stands
notices-place-state = whether it may be assembled
notices-place-hand-over = where to fetch it, and until when
notices-place-words = what the customer wrote
notices-place-discrepancies = what does not add up
notices-place-link = a link to the order's page
notices-place-attention = a link to Attention, where something waits there

# Attention
notices-undelivered = Messages that were not delivered
notices-undelivered-hint = Kassa does not send them again by itself. Tell what matters yourself, or try again.
notices-none = No more messages wait.
notices-more = { $count ->
    [one] And { $count } more: it appears when these are dealt with.
   *[other] And { $count } more: they appear when these are dealt with.
}
notices-why-stale = The channel did not work for more than three days, and the message is no news any more.
notices-why-failed = Kassa tried to send it, but the service answered with an error or not at all.
notices-why-nobody = There is nothing left to tell, or nobody to tell it to.
notices-asked = Kassa will try again.
notices-again = Send again
notices-leave = Leave it
notices-leave-all = { $channel }: leave all ({ $count })
notices-done-again = Kassa will send the message again. If it is not taken, it comes back here.
notices-done-leave = The message is left undelivered.
notices-done-leave-all = The messages are left undelivered.
notices-gone = While you looked, the message was delivered, or somebody else decided about it.

# The audit log
notices-note-again = send again
notices-note-leave = leave undelivered
notices-note-leave-all = leave all undelivered
notices-note-test = a test
notices-note-text = own text
notices-note-usual-text = Kassa's text
notices-note-language = language
