# prose.awk - the words of a page that are its author's: without code, inserted
# places, targets of links and remarks. Lines keep their numbers. With headings=1
# only the headings, with headings=0 all but these.
/^<!-- end insert -->$/ { inserted = 0; print ""; next }
/^<!-- insert: / { inserted = 1 }
/^ *(```|~~~)/ { code = !code; print ""; next }
inserted || code { print ""; next }
{
    gsub(/``[^`]+``/, " ")
    gsub(/`[^`]*`/, " ")
    # Code that goes on in the next line
    if (open_code) { if (!sub(/^[^`]*`/, " ")) $0 = ""; else open_code = 0 }
    if (sub(/`.*/, " ")) open_code = 1
    if (/^ *$/) open_code = 0
    gsub(/\]\([^)]*\)/, "]")
    gsub(/^\[[^\]]+\]: .*/, "")
    gsub(/<!--.*-->/, "")
    gsub(/<[^>]*>/, "")
    gsub(/https?:\/\/[^ )]*/, "")
    gsub(/\\x[0-9A-Fa-fH]+/, "")
    gsub(/[A-Za-z0-9_.-]*[_.\/@][A-Za-z0-9_\/@][A-Za-z0-9_.\/@-]*/, " ") # a.b, a_b
    gsub(/[0-9][0-9]-[a-z]+(-[a-z]+)*/, " ") # 01-basic-tcp
    gsub(/[0-9]+'s/, " ")
    if (headings != "" && (headings + 0 == 1) != /^#+ /)
        $0 = ""
    print
}
