// Tables between Lua and the program's readers and writers.
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "lua/core.hpp"
#include "lua/values.hpp"

namespace nnpipe::lua {

namespace {

// One row {v, v, …} or {field = v, …} at the top of the stack. A number in a column of numbers, a text in one of text.
void take_row(lua_State* state, TableContents& table, std::size_t row) {
  if (!lua_istable(state, -1)) fail("row {}: expected a table, got {}", row, luaL_typename(state, -1));
  if (const auto given = lua_rawlen(state, -1); given > table.fields.size()) {
    fail("row {}: {} values, expected {}, one a column", row, given, table.fields.size());
  }
  for (std::size_t c = 0; c < table.fields.size(); ++c) {
    lua_rawgeti(state, -1, static_cast<lua_Integer>(c + 1));
    if (lua_isnil(state, -1)) {
      lua_pop(state, 1);
      push(state, table.fields[c]);
      lua_rawget(state, -2);
    }
    const int type = lua_type(state, -1);
    if (type == LUA_TNUMBER) {
      const double value = lua_tonumber(state, -1);
      constexpr lua_Integer most = lua_Integer{1} << 53;
      if (const auto integer = lua_tointeger(state, -1);
          lua_isinteger(state, -1) != 0 && (integer > most || integer < -most)) {
        fail("row {}, column {}: the integer {} is beyond 2^53: a table holds doubles", row, quoted(table.fields[c]),
             integer);
      }
      table.numbers.push_back(std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value);  // never "-nan"
      table.words.emplace_back();
    } else if (type == LUA_TSTRING) {
      // The first row decides which columns are text.
      if (row == 1) table.is_text[c] = true;
      table.numbers.push_back(std::numeric_limits<double>::quiet_NaN());
      table.words.push_back(text_argument(state, -1, table.fields[c]));
      if (table.words.back().find_first_of("\n\r") != std::string::npos) {
        fail("row {}, column {}: the text has several lines, expected one", row, quoted(table.fields[c]));
      }
    } else {
      fail("row {}, column {}: expected a number or a text, got {}", row, quoted(table.fields[c]),
           luaL_typename(state, -1));
    }
    if (table.is_text[c] != (type == LUA_TSTRING)) {
      fail("row {}, column {}: expected a {}, got a {}", row, quoted(table.fields[c]),
           table.is_text[c] ? "text" : "number", table.is_text[c] ? "number" : "text");
    }
    lua_pop(state, 1);
  }
}

}  // namespace

int read_table(lua_State* state) {
  const TableContents table = core_of(state).surroundings.read_table(text_argument(state, 1, "path"));
  lua_createtable(state, 0, 4);
  push(state, table.units);
  lua_setfield(state, -2, "units");
  push(state, table.fields);
  lua_setfield(state, -2, "fields");
  lua_createtable(state, 0, static_cast<int>(table.notes.size()));
  for (const auto& [key, value] : table.notes) {
    push(state, value);
    lua_setfield(state, -2, key.c_str());
  }
  lua_setfield(state, -2, "notes");
  const std::size_t columns = table.fields.size();
  const std::size_t rows = columns == 0 ? 0 : table.numbers.size() / columns;
  lua_createtable(state, static_cast<int>(rows), 0);
  for (std::size_t row = 0; row < rows; ++row) {
    lua_createtable(state, 0, static_cast<int>(columns));
    for (std::size_t c = 0; c < columns; ++c) {
      push(state, table.fields[c]);
      if (table.is_text[c]) {
        push(state, table.words[row * columns + c]);
      } else {
        lua_pushnumber(state, table.numbers[row * columns + c]);
      }
      lua_rawset(state, -3);
    }
    lua_rawseti(state, -2, static_cast<lua_Integer>(row + 1));
  }
  lua_setfield(state, -2, "rows");
  return 1;
}

int write_table(lua_State* state) {
  const std::string path = text_argument(state, 1, "path");
  TableContents table;
  table.units = text_field(state, 2, "units", "none");
  table.fields = list_field(state, 2, "fields");
  if (table.fields.empty()) fail("a table without columns, expected fields = {{…}}");
  table.is_text.resize(table.fields.size());
  lua_pushstring(state, "rows");
  lua_rawget(state, 2);
  if (!lua_istable(state, -1)) fail("a table without rows, expected rows = {{…}}");
  const auto count = lua_rawlen(state, -1);
  for (std::size_t row = 1; row <= count; ++row) {
    lua_rawgeti(state, -1, static_cast<lua_Integer>(row));
    take_row(state, table, row);
    lua_pop(state, 1);
  }
  core_of(state).surroundings.write_table(path, table);
  return 0;
}

}  // namespace nnpipe::lua
