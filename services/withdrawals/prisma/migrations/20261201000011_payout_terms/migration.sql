-- A withdrawal that goes elsewhere is a standard one without a fee.
GRANT UPDATE (speed, fee) ON withdrawal TO metercast_withdrawals;
