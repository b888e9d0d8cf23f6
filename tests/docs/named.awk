# named.awk - a picture with words for its ports:
#
#   awk -f ports.awk -f named.awk FILE.svg
{ print with_words($0) }
