DROP INDEX payments_of_staff;
