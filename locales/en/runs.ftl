# Courier runs.

orders-refused-on-run = it is on a run already
orders-refused-not-by-courier = it does not wait for a courier
orders-refused-run-full = the run is full

hand-over-nav-cells = Cells
hand-over-nav-runs = Courier runs
runs-heading = Courier runs
runs-title = Run { $number }
runs-progress = { $left ->
    [0] No stops are left of { $stops }.
    [one] { $left } stop of { $stops } is left.
   *[other] { $left } stops of { $stops } are left.
}
runs-next-short = Next:
runs-waiting-heading = Waiting for a courier
runs-waiting-none = Nobody waits for a courier now. Ready orders that a courier brings stand here.
runs-waiting-more = Those who are met first are shown. Make a run, and the others appear.
runs-choose = What to take along
runs-to = Add to
runs-to-new = A new run
runs-make = Make the run
runs-make-hint = Whoever is met first comes first. The order can be changed on the way.
runs-ended-heading = Runs that have ended
runs-refused = Not on the run
runs-next = Now:
runs-held = The order is held: it must not be handed over until a manager has looked into its payment.
runs-take-off = Take it off the run
runs-nothing-left = No stops are left.
runs-later = Then
runs-first = Make it the next
runs-up = Earlier
runs-down = Later
runs-over-heading = Done
runs-delivered = handed over
runs-nobody = nobody was there
runs-off = taken off
runs-over = The run has ended
runs-over-link = To the runs
runs-end = End the run early
runs-end-hint = The orders that are left will wait for a courier again.
runs-end-button = End the run
runs-problem-no-stop = This order is not on the run any more: it was handed over, taken off or cancelled. Below is the run as it is now.
runs-problem-ended = The run has ended already. Make a new one.
runs-on = On its way:
runs-problem-none = Tick at least one order.
