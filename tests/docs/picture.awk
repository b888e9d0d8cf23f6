# picture.awk - what two pictures of the same scene surely have in common: who
# there is, which calls, what they send, which signals and ends. The rest is of
# one run: who came first, how a stream was cut, which numbers the kernel gave.
#
#   awk -f picture.awk FILE.svg
/^<text / {
    class = match($0, /class="[^"]*"/) ? substr($0, RSTART + 7, RLENGTH - 8) : ""
    gsub(/<[^>]*>/, "")
    if (class !~ /name|strong/ && $0 !~ /^[a-z]+\(/)
        next # how it is told, not what happened
    if (class ~ /faint|^on$/ || /^send.*(EPIPE|ECONNRESET)/)
        next
    if (/^(recv|read|poll)/ || /&#34;.&#34;/)
        sub(/\(.*/, "")
    else if (match($0, /&#34;/))
        $0 = substr($0, 1, RSTART + 12) # the rest, if there is room
    gsub(/gAAAA.*/, "TOKEN")
    gsub(/[0-9]+/, "N")
    print class, $0
}
