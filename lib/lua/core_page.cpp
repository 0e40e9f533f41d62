// Pages of reports from Lua: {title, lead, items = {{kind = …, …}, …}} → HTML.
#include "base/text.hpp"
#include "lua/core.hpp"
#include "lua/values.hpp"
#include "report/html_page.hpp"

namespace nnpipe::lua {

namespace {

// field[1 … n][1 … m] of the table at the top of the stack.
std::vector<std::vector<std::string>> rows_field(lua_State* state, const char* field) {
  std::vector<std::vector<std::string>> rows;
  lua_pushstring(state, field);
  lua_rawget(state, -2);
  if (!lua_istable(state, -1)) fail("{}: expected a list of rows, got {}", field, luaL_typename(state, -1));
  for (lua_Integer row = 1; row <= static_cast<lua_Integer>(lua_rawlen(state, -1)); ++row) {
    lua_rawgeti(state, -1, row);
    rows.push_back(list_at(state, -1, field));
    lua_pop(state, 1);
  }
  lua_pop(state, 1);
  return rows;
}

void add_item(lua_State* state, report::HtmlPage& page) {
  const std::string kind = text_field(state, -1, "kind");
  const auto text = [&](const char* field) { return text_field(state, -1, field); };
  if (kind == "heading") {
    page.heading(text("text"));
  } else if (kind == "paragraph") {
    page.paragraph(text("text"));
  } else if (kind == "figure") {
    page.figure(text("svg"), text("caption"), text("alternative"));
  } else if (kind == "details") {
    page.details(text("summary"), text("lines"));
  } else if (kind == "table") {
    std::vector<std::size_t> marked;
    for (const auto& row : list_field(state, -1, "marked"))
      marked.push_back(static_cast<std::size_t>(to_int(row, "row")));
    page.table(text("caption"), rows_field(state, "rows"), marked);
  } else {
    fail("unknown part of a page {}", quoted(kind));
  }
}

}  // namespace

int html_page(lua_State* state) {
  report::HtmlPage page{text_field(state, 1, "title"), text_field(state, 1, "lead")};
  lua_pushstring(state, "items");
  lua_rawget(state, 1);
  for (lua_Integer i = 1; i <= static_cast<lua_Integer>(lua_rawlen(state, -1)); ++i) {
    lua_rawgeti(state, -1, i);
    add_item(state, page);
    lua_pop(state, 1);
  }
  push(state, page.finish());
  return 1;
}

}  // namespace nnpipe::lua
