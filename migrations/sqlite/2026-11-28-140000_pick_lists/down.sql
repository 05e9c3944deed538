DROP TABLE pick_ticks;
DROP TABLE pick_list_orders;
DROP TABLE pick_lists;
