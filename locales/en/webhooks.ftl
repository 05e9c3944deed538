# Whom the shop’s programs are told what happens
webhooks-title = Webhooks
webhooks-what = A bot or a site of yours gets a signed request for everything that happens. If it does not answer, we try again for three days.
webhooks-add-heading = New endpoint
webhooks-add-button = Add
webhooks-url = Where to send
webhooks-url-hint = An https address that answers with 200 within ten seconds.
webhooks-description = What it is for
webhooks-kinds = Which events
webhooks-kinds-hint = None ticked: all of them, also those that come with new versions.
webhooks-order = Only one order, by its number
webhooks-none = Nobody is told yet.
webhooks-made-heading = The secret
webhooks-made-hint = Copy it now: we will not show it again. The bot checks with it that a request is from the shop.
webhooks-of-order = Only order
webhooks-since = Added
webhooks-took = last took something
webhooks-paused = Paused since
webhooks-failing = Takes nothing since
webhooks-failures = { $count ->
    [one] One try in vain; we go on trying.
   *[other] { $count } tries in vain; we go on trying.
  }
webhooks-waiting = { $count ->
    [one] One message waits.
   *[other] { $count } messages wait.
  }
webhooks-given-up = { $count ->
    [one] One message was given up: it was tried for three days.
   *[other] { $count } messages were given up: they were tried for three days.
  }
webhooks-health = How it is going
webhooks-both-until = The old secret signs as well until
webhooks-test = Send a test
webhooks-pause = Pause
webhooks-resume = Go on
webhooks-seen = I have seen what was given up
webhooks-secret = New secret
webhooks-secret-hint = For a day the old one signs as well, so that nothing is lost while you change it in the bot.
webhooks-secret-button = Make a new secret
webhooks-remove = Remove
webhooks-remove-hint = The endpoint goes with all that waits for it and all that was sent. It cannot be brought back.
webhooks-remove-button = Yes, remove
webhooks-change-heading = What is sent, and where
webhooks-change-button = Save
webhooks-log = What was sent
webhooks-since-when = Everything since
webhooks-again-since = Send again
webhooks-again-one = Send again
webhooks-again = { $count ->
    [0] There was nothing to send.
    [one] One message is queued.
   *[other] { $count } messages are queued.
  }
webhooks-soon = Everything since then is being queued, bit by bit. What is new may arrive before what is old.
webhooks-status = Show
webhooks-status-any = everything
webhooks-status-show = Show
webhooks-status-waiting = waiting
webhooks-status-delivered = delivered
webhooks-status-given-up = given up
webhooks-newest = To the newest
webhooks-older = Older
webhooks-nothing-sent = Nothing was sent.
webhooks-attempts = { $count ->
    [0] not tried yet
    [one] one try
   *[other] { $count } tries
  }
webhooks-answer = answer
webhooks-took-ms = { $ms } ms
webhooks-next = again
webhooks-payload = What is sent
webhooks-not-tried = It was not tried yet.
webhooks-attempt = Try { $nth }
webhooks-headers = What was sent with it
webhooks-no-url = That is no address: write one that begins with https://.
webhooks-password = An address with a user name or password will not do: requests are signed instead.
webhooks-long-url = That address is too long.
webhooks-not-public = That address is not in the public internet. Webhooks go there only if the setting KASSA_WEBHOOK_NETWORKS names the network.
webhooks-unencrypted = Without https webhooks go only into networks that the setting KASSA_WEBHOOK_NETWORKS names. Write the address with https.
webhooks-long-description = Too long: one line of at most { $most } characters.
webhooks-no-order = There is no order of that number.
webhooks-too-many = There are too many endpoints. Remove one that nobody needs.
webhooks-no-time = That is no day and time.
webhooks-trouble = Webhooks do not arrive
webhooks-trouble-hint = Somebody’s bot does not learn what happens in the shop. We go on trying; look whether it runs, and send again what was given up.
webhooks-note-added = added
webhooks-note-changed = changed
webhooks-note-paused = paused
webhooks-note-resumed = goes on
webhooks-note-secret = new secret
webhooks-note-removed = removed
webhooks-note-test = test sent
webhooks-note-again = sent again: { $count }
webhooks-note-since = sent again: everything since { $at }
