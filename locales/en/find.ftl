# To find an order again.
find-link = Find an order by its number and code
find-title = Find an order
find-hint = You need the order's number, the nickname that it was placed for, and the code from the order's page.
find-number = Order number
find-number-hint = Such as 48817-X. Any spelling will do.
find-code = Order code
find-code-hint = Six digits at the end of the order's page, beside the advice to save its address.
find-button = Find
find-not-found = No such order was found: number, nickname and code do not fit together. Check all three.
find-too-often = Too many attempts in a row. Try again in five minutes or later: what you typed is still in the fields. If that does not help, write to the shop: it can find your order by its number.
find-code-wrong = The code has six digits.
find-no-code = No code? Write to the shop: it can find your order by its number.
