#pragma once
#include <esp_http_server.h>

inline bool route(httpd_handle_t server, const char* path, httpd_method_t method, esp_err_t (*handler)(httpd_req_t*)) {
  httpd_uri_t uri = {};
  uri.uri = path;
  uri.method = method;
  uri.handler = handler;
  return httpd_register_uri_handler(server, &uri) == ESP_OK;
}
