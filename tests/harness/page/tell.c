#include "internal.h"
void tell_story(struct story *story)
{
    story->sentences = with_room(NULL, 0, sizeof *story->sentences);
    story->sentences[0] = (struct text){"-", "-"};
    story->sentence_count = 1;
}
