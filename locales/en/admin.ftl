# Pages for staff: the frame.

admin-nav-orders = Orders
admin-nav-picks = Picking
admin-nav-attention = Attention
admin-nav-reconcile = Reconcile
admin-nav-goods = Goods
admin-nav-staff = Staff
admin-nav-keys = Keys
admin-nav-audit = Audit log
admin-nav-me = You
role-owner = owner
role-manager = manager
role-picker = picker
role-courier = courier
