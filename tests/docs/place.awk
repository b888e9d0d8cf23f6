# place.awk - what a marked place holds now: the first of these words.
/^<!-- end insert -->$/ && inside { exit }
inside
$0 == "<!-- insert: " words " -->" { inside = 1 }
