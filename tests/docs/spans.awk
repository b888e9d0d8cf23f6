# spans.awk - out of a run's record (the top of tests/harness/tap/record.c says
# how it is written), what chart.awk draws. Times are in milliseconds.
#
#   awk -v kind=clock -v words='5000 1000' -f spans.awk FILE
#
# clock   each client, from its connect() on: the waits between the bytes it got.
#         The words are how much patience it has.
# owners  each descriptor of the server, and the thread that holds it
# lock    each client's thread in the server: how long it sends, and how long it
#         does nothing between receiving and that: it waits for the lock. The
#         words are the clients' names, in the order in which they came.

function value(name,    at, rest) {
    if (!(at = index($0, " " name "=")))
        return ""
    rest = substr($0, at + length(name) + 2)
    if (rest ~ /^"/)
        return match(rest, /^"[^"]*"/) ? substr(rest, 2, RLENGTH - 2) : ""
    sub(/ .*/, "", rest)
    return rest
}

function bar(row, from, to, class, text) {
    printf "bar\t%s\t%.3f\t%.3f\t%s\t%s\n", row, from, to, class, text
}

# A clock is its own for each client.
function clock(    pid) {
    pid = value("pid")
    if (call == "connect" && !(pid in name)) {
        name[pid] = value("name")
        begun[pid] = last[pid] = begin
        printf "mark\t%s\t%d\t%g s\n", name[pid], word[++clients], word[clients] / 1000
    } else if (pid in name && call ~ /^(recv|read)$/ && value("result") > 0) {
        bar(name[pid], last[pid] - begun[pid], end - begun[pid], "own" bytes[pid]++ % 2, "")
        last[pid] = end
    } else if (pid in name && call == "poll" && value("result") == 0)
        bar(name[pid], last[pid] - begun[pid], end - begun[pid], "wait", "")
}

# From the call that made it, it is main's, until another thread uses it.
function owners(    fd, made) {
    if (made_by == "")
        made_by = tid # main makes the first
    made = call == "accept" || call == "socket"
    if (call == "accept" && sockets == 1)
        start = end # nothing has happened before
    fd = made ? value("result") : value("fd")
    if (made) {
        holder[fd] = tid
        since[fd] = end
        number[fd] = ++sockets
        print "row\tsocket " fd
    } else if (fd in holder && tid != holder[fd]) {
        release(fd, begin)
        holder[fd] = tid
        since[fd] = begin
    }
    if (call == "close" && fd in holder)
        release(fd, end)
}

function release(fd, until,    main) {
    main = holder[fd] == made_by
    bar("socket " fd, since[fd] - start, until - start, "c" (main ? 0 : number[fd] - 1),
        main ? "main" : "thread " number[fd])
    delete holder[fd]
}

# A wait or a turn of the lock; turns without a pause worth seeing are one.
function lock(    row) {
    if (call == "accept" && kept && value("result") >= 0) {
        who[value("result")] = word[++clients]
        print "row\t" word[clients]
    }
    if (call == "recv") {
        let_go(tid)
        if (kept)
            heard[tid] = end
        of[tid] = who[value("fd")]
    } else if (call == "send") {
        if (tid in heard)
            waited(tid, begin)
        if (!(tid in turn))
            turn[tid] = begin
        turned[tid] = kept ? end : 0
        in_call[tid] = "send(" value("fd") ")"
    }
}

function waited(tid, until) {
    if (until - heard[tid] > 1)
        bar(of[tid], heard[tid] - start, until - start, "wait", "pthread_mutex_lock")
    delete heard[tid]
}

function let_go(tid) {
    if (!(tid in turn) || !turned[tid])
        return
    bar(of[tid], turn[tid] - start, turned[tid] - start, "own0", "")
    delete turn[tid]
}

BEGIN { split(words, word, " ") }
{ begin = value("begin") / 1e6; end = value("end") / 1e6 }
/^say / { says[++acts] = value("at") / 1e6 }
/^say / && acts == 2 { start = says[2] }
/^say / && acts == 3 { stop = says[3] }
/^(call|enter) / {
    kept = /^call/ # it has come back
    call = value("call")
    tid = value("tid")
    server = value("name") ~ /server/
    if (kind == "clock" && kept && !server)
        clock()
    else if (kind == "owners" && kept && server && !stop)
        owners()
    else if (kind == "lock" && server && !stop)
        lock()
}
END {
    if (kind == "owners")
        for (fd in holder)
            release(fd, stop)
    for (tid in heard)
        waited(tid, stop)
    for (tid in turn)
        bar(of[tid], turn[tid] - start, turned[tid] ? turned[tid] - start : stop - start,
            "own0", turned[tid] ? "" : in_call[tid])
}
