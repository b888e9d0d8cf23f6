# console.awk - takes the ```console blocks out of a page. Each becomes two
# files, OUT/N.sh, which runs its commands, and OUT/N.want, what must be seen:
# `@ COMMAND` for each command, then the lines shown below it. A block is left
# out below a line  <!-- shown only: why -->
#
#   awk -v out=DIRECTORY -f console.awk PAGE

function quote(text) {
    gsub(/'/, "'\\''", text)
    return "'" text "'"
}

/^<!-- end insert -->$/ { inserted = 0 }
/^<!-- insert: / { inserted = 1 }
inserted { next }

!code && /^ *```/ {
    code = 1
    indent = match($0, /`/) - 1
    language = $0
    gsub(/[ `]/, "", language)
    running = language == "console" && last !~ /^ *<!-- shown only: .+ -->$/
    if (running) {
        block = out "/" ++blocks
        print FILENAME ":" FNR >(block ".place")
        commands = 0
    }
    next
}
code && /^ *```/ {
    code = 0
    if (running) {
        if (!commands)
            print FILENAME ":" FNR ": a console block without a command ($ ...)"
        close(block ".sh")
        close(block ".want")
        close(block ".place")
    }
    last = ""
    next
}
code && running {
    line = substr($0, indent + 1)
    if (line ~ /^\$ /) {
        commands++
        # Its own line in the output tells where each command's begins.
        print "echo '@'" quote(substr(line, 2)) "\n" substr(line, 3) \
            "\nstatus_=$?; echo; echo \"@status $status_\"" >(block ".sh")
        print "@" substr(line, 2) >(block ".want")
    } else
        print line >(block ".want")
    next
}
{ last = $0 }
