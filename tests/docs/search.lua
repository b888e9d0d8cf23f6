-- search.lua - what site.js searches in: of each section of a page its place, its
-- heading and its words. They are added to the file INDEX, as JavaScript. Comes
-- before page.lua, which takes the code apart.

local page, index = os.getenv 'PAGE', os.getenv 'INDEX'

local escapes = { ['\\'] = '\\\\', ['"'] = '\\"', ['\n'] = '\\n', ['\t'] = ' ' }

local function quoted(text)
    return '"' .. text:gsub('[\\"\n\t]', escapes):gsub('%c', '') .. '"'
end

-- The words of a block, those of its code as well.
local function words_of(block)
    local words = {}
    local function add(element) table.insert(words, element.text) end
    local function space() table.insert(words, ' ') end
    pandoc.Div({ block }):walk({
        traverse = 'topdown', -- as it is read, not code last
        Str = add, Code = add, CodeBlock = add,
        Plain = space, Para = space,
        Space = space, SoftBreak = space, LineBreak = space,
    })
    return table.concat(words)
end

function Pandoc(document)
    if not index then return end
    local name, title = page:match '([^/]+)%.md$'
    local sections = {}
    for _, block in ipairs(document.blocks) do
        if block.t == 'Header' then
            local heading = pandoc.utils.stringify(block)
            title = title or heading
            table.insert(sections, { anchor = block.identifier, heading = heading })
        elseif #sections > 0 then
            table.insert(sections[#sections], words_of(block))
        end
    end
    local file = assert(io.open(index, 'a'))
    for _, section in ipairs(sections) do
        local text = table.concat(section, ' '):gsub('%s+', ' ')
        file:write('[', table.concat({ quoted(name), quoted(section.anchor),
            quoted(title), quoted(section.heading), quoted(text) }, ','), '],\n')
    end
    file:close()
end
