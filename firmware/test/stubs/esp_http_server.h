#pragma once
#include <sys/types.h>

#include <cstddef>
#include <cstdint>

#include "esp_err.h"

enum http_method { HTTP_DELETE = 0, HTTP_GET = 1, HTTP_HEAD = 2, HTTP_POST = 3 };
typedef enum http_method httpd_method_t;
typedef void* httpd_handle_t;
typedef enum { HTTPD_500_INTERNAL_SERVER_ERROR = 0, HTTPD_404_NOT_FOUND = 5 } httpd_err_code_t;
#define HTTPD_SOCK_ERR_TIMEOUT -3

typedef struct httpd_config {
  unsigned task_priority;
  size_t stack_size;
  uint16_t server_port, ctrl_port, max_open_sockets, max_uri_handlers, max_resp_headers, backlog_conn;
  bool lru_purge_enable;
} httpd_config_t;
#define HTTPD_DEFAULT_CONFIG() {5, 4096, 80, 32768, 7, 8, 8, 5, false}

typedef struct httpd_req {
  httpd_handle_t handle;
  int method;
  const char uri[513];
  size_t content_len;
} httpd_req_t;
typedef struct httpd_uri {
  const char* uri;
  httpd_method_t method;
  esp_err_t (*handler)(httpd_req_t* r);
  void* user_ctx;
} httpd_uri_t;
typedef esp_err_t (*httpd_err_handler_func_t)(httpd_req_t* req, httpd_err_code_t error);

extern "C" {
esp_err_t httpd_start(httpd_handle_t* handle, const httpd_config_t* config);
esp_err_t httpd_register_uri_handler(httpd_handle_t handle, const httpd_uri_t* uri_handler);
esp_err_t httpd_register_err_handler(httpd_handle_t handle, httpd_err_code_t error, httpd_err_handler_func_t handler_fn);
int httpd_req_recv(httpd_req_t* r, char* buf, size_t buf_len);
size_t httpd_req_get_hdr_value_len(httpd_req_t* r, const char* field);
esp_err_t httpd_req_get_hdr_value_str(httpd_req_t* r, const char* field, char* val, size_t val_size);
esp_err_t httpd_req_get_url_query_str(httpd_req_t* r, char* buf, size_t buf_len);
esp_err_t httpd_resp_set_status(httpd_req_t* r, const char* status);
esp_err_t httpd_resp_set_type(httpd_req_t* r, const char* type);
esp_err_t httpd_resp_set_hdr(httpd_req_t* r, const char* field, const char* value);
esp_err_t httpd_resp_send(httpd_req_t* r, const char* buf, ssize_t buf_len);
}
