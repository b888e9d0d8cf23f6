#!/bin/sh
# archive.sh - unpacks what was handed in as an archive. Sourced by grade.sh, of
# which it takes within(), refuse(), $scratch and $handed_in.
# shellcheck disable=SC2154 # these

most_files=500
most_bytes=16777216

# list_with COMMAND...: what it says goes to $scratch/said, its complaints do not.
list_with() {
    # shellcheck disable=SC2016 # for that shell
    within "$limit" sh -c 'exec "$0" "$@" 2>/dev/null' "$@"
}

# list_archive ARCHIVE: in $scratch/names what it has, a line each; in
# $scratch/details what begins with the kind of each, as ls -l does; in `bytes`
# how many they are when they are unpacked.
list_archive() {
    if [ "$tool" = unzip ]; then
        list_with unzip -Z1 "$1" && mv "$scratch/said" "$scratch/names" &&
            list_with unzip -Z "$1" || return
        grep '^[-?a-z][-?rwxsStTah]\{6,\} ' "$scratch/said" >"$scratch/details"
        bytes=$(awk '/ bytes uncompressed/ { n = $3 } END { print n + 0 }' \
            "$scratch/said")
    else
        list_with tar "-t${unzipped}f" "$1" &&
            mv "$scratch/said" "$scratch/names" &&
            list_with tar "-tv${unzipped}f" "$1" || return
        mv "$scratch/said" "$scratch/details"
        bytes=$(awk '{ n += $3 } END { printf "%.0f", n }' "$scratch/details")
    fi
}

# may_be_unpacked: refuses what is listed if it would do more than lie there.
may_be_unpacked() {
    leading_out=$(grep -E '^/|(^|/)\.\.(/|$)' "$scratch/names" | head -n 1)
    if [ -n "$leading_out" ]; then
        refuse "a name in it leads elsewhere: $leading_out" \
            "um nome dentro dele leva a outro lugar: $leading_out"
    elif grep -q '^[bchlps]' "$scratch/details"; then
        refuse 'there is a link in it, or what is neither file nor directory' \
            'há um link dentro dele, ou algo que não é arquivo nem diretório'
    elif [ "$(wc -l <"$scratch/names")" -gt $most_files ]; then
        refuse "it has more than $most_files files" \
            "tem mais de $most_files arquivos"
    elif [ "$bytes" -gt $most_bytes ]; then
        refuse "unpacked it has $bytes bytes, and may have $most_bytes" \
            "descompactado tem $bytes bytes, e pode ter $most_bytes"
    fi
}

# unpack ARCHIVE: into $handed_in.
unpack() {
    tool=tar unzipped=''
    case $1 in *.zip) tool=unzip ;; *z) unzipped=z ;; esac
    command -v $tool >/dev/null || {
        refuse "there is no $tool here" "não há $tool aqui"
        return
    }
    list_archive "$1" || {
        refuse "$tool cannot read it" "$tool não consegue ler"
        return
    }
    may_be_unpacked || return
    mkdir "$handed_in"
    case $tool in
        unzip) within "$limit" unzip -qqn "$1" -d "$handed_in" ;;
        tar) within "$limit" tar "-xo${unzipped}f" "$1" -C "$handed_in" ;;
    esac || refuse "$tool cannot unpack it" "$tool não consegue descompactar"
}
