"""The invented sample campaign behind `intake demo`: its inbox, its statement, and the days they are dated to."""
