"""One controller a user story: each takes signals of views and values of the rooms below."""
