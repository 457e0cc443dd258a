#include "page.h"

#include "text.h"

namespace tatap {
namespace {

void begin(Text& page, const char* cameraId, const char* title) {
  page.add("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>").addHtml(title);
  page.add("</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:32em;margin:2em auto;padding:0 1em;color:#1c1b1a}"
           "label{display:block;margin:1em 0 0}input:not([type=checkbox]){width:100%;font:inherit;padding:.5em;box-sizing:border-box}"
           "button{font:inherit;padding:.6em 1.2em;margin:1.5em 0}small{display:block;color:#555}code{font-size:1.1em;word-break:break-all}"
           "[role=alert]{background:#fde8e4;padding:.7em 1em}</style><h1>").addHtml(title);
  page.add("</h1><p>").addHtml(cameraId).add("</p>");
}

void field(Text& page, const char* label, const char* name, const char* attributes, const char* value, const char* hint) {
  page.add("<label>").addHtml(label).add("<input name=\"").add(name).add("\" ").add(attributes);
  if (value[0] != '\0') page.add(" value=\"").addHtml(value).addChar('"');
  page.add("></label>");
  if (hint[0] != '\0') page.add("<small>").addHtml(hint).add("</small>");
}

size_t ended(const Text& page) { return page.whole() ? page.length() : 0; }

}  // namespace

size_t formPage(const char* cameraId, const Config& config, bool first, const char* message, char* out, size_t capacity) {
  constexpr char kPassword[] = "type=\"password\" maxlength=\"64\" autocomplete=\"new-password\"";
  Text page(out, capacity);
  begin(page, cameraId, first ? "Set up this camera" : "Camera settings");
  if (message != nullptr) page.add("<p role=\"alert\">").addHtml(message).add("</p>");
  page.add("<form method=\"post\" action=\"").add(first ? "/save" : "/config").add("\" autocomplete=\"off\">");
  field(page, "Wi-Fi network", "ssid", "required maxlength=\"32\"", config.ssid, "2.4 GHz; this board has no other.");
  field(page, "Wi-Fi password", "wifi", "type=\"password\" maxlength=\"63\"", "", first ? "Empty for an open network." : "Empty: as it is.");
  field(page, "Camera name", "name", "required maxlength=\"60\"", config.name, "");
  field(page, "Room", "room", "required maxlength=\"60\"", config.room, "");
  field(page, "Time server", "ntp", "required maxlength=\"63\"", config.ntpServer[0] == '\0' ? "pool.ntp.org" : config.ntpServer,
        "Pictures are signed only while the clock is right. Without internet, give a machine of your own.");
  field(page, "Admin password", "admin", kPassword, "", first ? "12 to 64 characters. Needed for settings and updates." : "Empty: as it is.");
  field(page, "Admin password again", "repeat", kPassword, "", "");
  field(page, "Viewer password", "viewer", kPassword, "", first ? "For the stream, user name viewer. Empty: everybody on the network may look." : "Empty: as it is.");
  if (!first) {
    page.add("<label><input type=\"checkbox\" name=\"open\" value=\"1\"> Everybody on the network may look</label>"
             "<label><input type=\"checkbox\" name=\"secret\" value=\"1\"> Make a new signing secret</label>");
  }
  page.add("<button>Save</button></form></html>");
  return ended(page);
}

size_t savedPage(const char* cameraId, const uint8_t* secret, bool portal, char* out, size_t capacity) {
  Text page(out, capacity);
  begin(page, cameraId, "Saved");
  if (secret != nullptr) {
    page.add("<p>Type this secret into Tatap: admin, Cameras, this camera, Secret. <strong>It is shown only now.</strong></p><p><code>");
    page.addHex(secret, kSecretBytes).add("</code></p>");
  }
  if (portal) page.add("<form method=\"post\" action=\"/done\"><button>I have written it down: start the camera</button></form>");
  else page.add("<p>The camera starts again now.</p>");
  page.add("</html>");
  return ended(page);
}

size_t homePage(const char* cameraId, const Config& config, char* out, size_t capacity) {
  Text page(out, capacity);
  begin(page, cameraId, config.name);
  page.add("<p>").addHtml(config.room).add("</p><ul><li>stream: port 81, <code>/stream</code><li><a href=\"/snapshot\">one picture</a>"
                                             "<li><a href=\"/status\">status</a><li><a href=\"/config\">settings</a></ul></html>");
  return ended(page);
}

}  // namespace tatap
