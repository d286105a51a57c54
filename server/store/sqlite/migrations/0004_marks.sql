-- Tickets from before there were marks (dispatch.Ticket.Marks) in the search
-- index; they get theirs while the server runs. The index has no content of its
-- own, so a second row of a ticket adds terms to those of the first.
CREATE TABLE unmarked (key INTEGER PRIMARY KEY);
INSERT INTO unmarked SELECT key FROM docs;
