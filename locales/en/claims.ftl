# "I have paid": the order's page, and what waits for staff.

# For the customer
claim-summary = I have paid, and the order is not paid
claim-hint = The shop will look for the payment and answer on this page. Saying so pays for nothing by itself.
claim-line = The line of Dromon's history
claim-line-hint = Open your history at Dromon and copy the line of this payment: it is found sooner that way. You may leave it empty.
claim-button = Tell the shop
claim-again-button = Tell the shop again
claim-waits = You said { $at } that you have paid. The shop will look and answer here; there is no need to pay again.
claim-waits-line = Your line: { $line }
claim-refused = The shop has looked and found no such payment. If the money was taken, send the line of Dromon's history, or write to the shop.
claim-no-more = You have said so { $most ->
    [one] { $most } time
   *[other] { $most } times
} already. Better write to the shop now.
claim-line-wrong = One line of at most { $most ->
    [one] { $most } character
   *[other] { $most } characters
}. Copy this one payment from the history.

# For staff
claims-title = The customer says that he has paid
claims-hint = No callback has come. Compare with the history of your app at Dromon: a customer's words and his line prove nothing.
claims-none = Nobody else waits.
claims-more = Only the { $most } that wait longest are shown. There are more: they follow as these are answered.
claims-left = lacks { $sum }
claims-no-line = He sent no line of the history.
claims-read = The line says: { $payer } paid { $sum } to { $recipient }
claims-other-sum = The sum in the line is another: the order lacks { $sum }.
claims-other-order = The line has another order's number.
claims-ways = If the payment is there, confirm it on the order's page. If not, the customer sees the answer and may write again.
claims-confirm = To the order: confirm the payment
claims-refuse = Answer: there is no such payment
claims-refused = The customer of order { $uid } was told that there is no such payment.
claims-changed = While you looked, the order was paid, a colleague answered, or the customer wrote again. No answer was sent.
