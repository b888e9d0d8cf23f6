-- page.lua - what a page of the guide needs beyond pandoc: its links lead to
-- where the site has them, its first heading is the title, transcripts and
-- commands get their colours. PAGE is the page's path in the repository; LINKED
-- a file to which the files are added that it links to. In a BOOK, links
-- between pages stay inside it. If make docs has recorded RUNS, a command that
-- writes the page of a run is followed by a link to that page.

local page, linked, book = os.getenv 'PAGE', os.getenv 'LINKED', os.getenv 'BOOK'
local runs = os.getenv 'RUNS'

local function exists(path)
    local file = io.open(path)
    if file then file:close() end
    return file ~= nil
end

-- a/b/../c: a/c
local function straight(path)
    local parts = {}
    for part in path:gmatch '[^/]+' do
        if part == '..' then table.remove(parts)
        elseif part ~= '.' then table.insert(parts, part) end
    end
    return table.concat(parts, '/')
end

local function is_picture(path)
    return path:match '%.svg$' or path:match '%.png$'
end

-- Where the site has a file of the repository.
local function place_of(path)
    local name = path:match '^docs/(.*)%.md$'
    if name then return name .. '.html' end
    if path:match '^docs/figures/' then return path:sub(6) end
    if is_picture(path) then return 'files/' .. path end
    return 'files/' .. path .. '.html'
end

local function up_from_here()
    local _, depth = place_of(page):gsub('/', '')
    return ('../'):rep(depth)
end

local function note(path)
    if linked then
        local file = assert(io.open(linked, 'a'))
        file:write(path, '\n')
        file:close()
    end
end

-- The new target of a link or picture; nil if the site has nothing there.
local function moved(target)
    if target:match '^%a[%w+.-]*:' then return target end
    local path, anchor = target:match '^([^#]*)(#?.*)$'
    if path:match '^%.%./runs/' then return target end
    if book and path == '' then
        return '#' .. page:match '([^/]+)%.md$' .. '-' .. anchor:sub(2)
    end
    if path == '' then return target end
    path = straight((page:match '^(.*)/' or '.') .. '/' .. path)
    if exists(path .. '/README.md') then path = path .. '/README.md' end
    if book then
        local language, name = path:match '^docs/([^/]+)/([^/]+)%.md$'
        if is_picture(path) then return path end
        if not name or language ~= page:match '^docs/([^/]+)/' then return nil end
        if anchor == '' then return '#page-' .. name end
        return '#' .. name .. '-' .. anchor:sub(2)
    end
    if not io.open(path) or not (io.open(path):read(0) or io.open(path):seek 'end' == 0) then
        return nil -- a directory, or nothing
    end
    note(path)
    return up_from_here() .. place_of(path) .. anchor
end

-- `make trace-step 2 HTML=02.html`, in the text: runs/02.html, where there is one,
-- and the pages of mistakes in that step (a line of runs/mistakes.txt each).
local words = {
    en = { 'open it here', '; and with a mistake in it: ' },
    ['pt-BR'] = { 'abra aqui', '; e com um erro dentro: ' },
}

local function links_to_mistakes(step, language)
    local links = {}
    for line in io.lines(runs .. '/mistakes.txt') do
        local name, en, pt = line:match '^(.-)\t(.-)\t(.*)$'
        if name:sub(1, 2) == step then
            table.insert(links, pandoc.Str(#links == 0 and words[language][2] or ', '))
            table.insert(links, pandoc.Link(language == 'en' and en or pt,
                '../runs/' .. name .. '.html#' .. language))
        end
    end
    return links
end

function Code(code)
    local name = code.text:match '^make trace%-step %d+ HTML=([%w-]+)%.html$'
    local language = page:match '^docs/([^/]+)/'
    if not name or not language or not runs or book or
        not exists(runs .. '/' .. name .. '.html') then
        return
    end
    local told = pandoc.List { code, pandoc.Str ' (',
        pandoc.Link(words[language][1], '../runs/' .. name .. '.html#' .. language) }
    told:extend(links_to_mistakes(name:sub(1, 2), language))
    told:insert(pandoc.Str ')')
    return told
end

function Link(link)
    local target = moved(link.target)
    if not target then return link.content end
    link.target = target
    return link
end

function Image(image)
    image.src = moved(image.src) or image.src
    return image
end

-- How wide a picture is by itself, in pixels.
local function width_of(path)
    local file = io.open(path)
    local width = file and file:read(300):match '<svg [^>]*width="(%d+)"'
    if file then file:close() end
    return tonumber(width)
end

local least_width = 720 -- of a picture: on a narrower screen it can be moved

-- A picture that is a paragraph of its own. (Its source has been moved already,
-- but not the name of the file.) On the first page, a link by itself: begin here.
function Para(paragraph)
    local image = paragraph.content[1]
    if #paragraph.content ~= 1 then return end
    if image.t == 'Link' and page:match '/index%.md$' then
        return pandoc.Div({ paragraph }, pandoc.Attr('', { 'begin' }))
    end
    if image.t ~= 'Image' then return end
    local width = width_of('docs/figures/' .. image.src:match '[^/]*$')
    if width then
        image.attributes.style = ('min-width: %dpx'):format(math.min(width, least_width))
    end
    -- By itself, a click away, it can be as large as the screen.
    if not book then image = pandoc.Link({ image }, image.src) end
    return pandoc.Div({ pandoc.Plain { image } }, pandoc.Attr('', { 'figure' }))
end

-- Markers and other remarks to whoever edits the page.
function RawBlock(block)
    if block.format == 'html' and block.text:match '^%s*<!%-%-' then return {} end
end

function Table(table)
    return pandoc.Div({ table }, pandoc.Attr('', { 'table' }))
end

local function html(text)
    return (text:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;'))
end

local function lines_of(text)
    local lines = {}
    for line in (text .. '\n'):gmatch '(.-)\n' do table.insert(lines, line) end
    return lines
end

-- A ladder may be wider than paper is: in a book its letters are made to fit.
local function size_for(text)
    local columns = 0
    for _, line in ipairs(lines_of(text)) do
        columns = math.max(columns, utf8.len(line) or #line)
    end
    if not book or columns <= 108 then return '' end
    return (' style="font-size: %.1fpt"'):format(756 / columns)
end

local function preformatted(class, lines, size)
    return pandoc.RawBlock('html', '<pre class="' .. class .. '"><code' ..
        (size or '') .. '>' ..
        table.concat(lines, '\n') .. '\n</code></pre>')
end

-- `name | text`: each speaker in a colour of his own.
local function transcript(lines)
    local colours, count, found = {}, 0, 0
    local painted = {}
    for i, line in ipairs(lines) do
        local head, name, text = line:match '^( *([%w_-]+) [$>|!^.])(.*)$'
        if head then
            found = found + 1
            if not colours[name] then
                colours[name] = 's' .. count % 6
                count = count + 1
            end
            painted[i] = '<span class="' .. colours[name] .. '">' .. html(head) ..
                '</span>' .. html(text)
        else
            painted[i] = html(line)
        end
    end
    return found * 2 > #lines and painted
end

function CodeBlock(block)
    local lines = lines_of(block.text)
    if block.classes[1] == 'console' then
        for i, line in ipairs(lines) do
            lines[i] = html(line)
            if line:match '^%$ ' then
                lines[i] = '<span class="prompt">' .. lines[i] .. '</span>'
            end
        end
        return preformatted('console', lines)
    elseif block.classes[1] == 'text' then
        local painted = transcript(lines)
        if painted then
            return preformatted('transcript', painted, size_for(block.text))
        end
        for i, line in ipairs(lines) do lines[i] = html(line) end
        return preformatted('text', lines, size_for(block.text))
    elseif block.classes[1] == 'diff' then
        for i, line in ipairs(lines) do
            local sign = line:sub(1, 1)
            lines[i] = html(line)
            if sign == '+' or sign == '-' then
                lines[i] = '<span class="diff-' .. (sign == '+' and 'new' or 'old') ..
                    '">' .. lines[i] .. '</span>'
            end
        end
        return preformatted('diff', lines)
    end
end

-- In a book, two pages may have a heading of the same words.
function Header(header)
    if book then
        header.identifier = page:match '([^/]+)%.md$' .. '-' .. header.identifier
        return header
    end
end

function Pandoc(document)
    for i, block in ipairs(document.blocks) do
        if block.t == 'Header' and block.level == 1 then
            document.meta.title = pandoc.MetaInlines(block.content)
            document.meta.pagetitle = pandoc.utils.stringify(block.content)
            document.meta.titleid = block.identifier
            if not book then table.remove(document.blocks, i) end
            return document
        end
    end
    document.meta.title = page
    document.meta.pagetitle = page
    document.meta.titleid = 'top'
    return document
end
