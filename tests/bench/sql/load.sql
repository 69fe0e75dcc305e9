-- Fills that table from a file.
copy raw_{{ feed }} ({% for column in header %}{{ column | name }}{{ ', ' if not loop.last }}{% endfor %}) from stdin (format csv, header true)
