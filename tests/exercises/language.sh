# language.sh - for the scripts beside it: say ENGLISH PORTUGUESE prints one of
# the two, as the environment asks.

case ${LC_ALL:-${LC_MESSAGES:-$LANG}} in
    pt*) language=pt ;;
    *) language=en ;;
esac

say() {
    if [ "$language" = pt ]; then
        printf '%s\n' "$2"
    else
        printf '%s\n' "$1"
    fi
}
