// Answers the search page with the search engine, away from the page's own thread.
