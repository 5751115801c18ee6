/** Where nginx takes which directive: taken from its own reference (nginx.org, by way of @nginx/reference-lib 1.1.41). */

/** Families that need a module of their own are not looked at. */
export const OTHER_MODULES =
  /^(?:fastcgi|uwsgi|scgi|grpc|memcached|js|perl|otel|stub_status|geoip|ssi|sub_filter|charset|dav|mp4|image_filter|quic|http3|ssl_ocsp|ssl_stapling)/

const NAMES: Record<string, string> = {
  'http server location limit_except': 'allow auth_basic auth_basic_user_file auth_require deny',
  'http server location': `
    absolute_redirect aio aio_write auth_delay auth_request auth_request_set autoindex autoindex_exact_size
    autoindex_format autoindex_localtime chunked_transfer_encoding client_body_buffer_size
    client_body_in_file_only client_body_in_single_buffer client_body_temp_path client_body_timeout
    client_max_body_size default_type directio directio_alignment disable_symlinks early_hints error_log_tag
    etag gunzip gunzip_buffers gzip_buffers gzip_comp_level gzip_disable gzip_http_version gzip_min_length
    gzip_proxied gzip_static gzip_types gzip_vary http2_chunk_size http2_push http2_push_preload
    if_modified_since index keepalive_disable keepalive_min_timeout limit_conn limit_conn_dry_run
    limit_conn_log_level limit_conn_status limit_req limit_req_dry_run limit_req_log_level limit_req_status
    lingering_close lingering_time lingering_timeout log_not_found log_subrequest max_ranges msie_padding
    msie_refresh open_file_cache open_file_cache_errors open_file_cache_min_uses open_file_cache_valid
    open_log_file_cache output_buffers port_in_redirect postpone_output proxy_allow_upstream proxy_bind
    proxy_bind_dynamic proxy_buffer_size proxy_buffering proxy_buffers proxy_busy_buffers_size proxy_cache
    proxy_cache_background_update proxy_cache_bypass proxy_cache_convert_head proxy_cache_key
    proxy_cache_lock proxy_cache_lock_age proxy_cache_lock_timeout proxy_cache_max_range_offset
    proxy_cache_methods proxy_cache_min_uses proxy_cache_purge proxy_cache_revalidate proxy_cache_use_stale
    proxy_cache_valid proxy_connect_timeout proxy_cookie_domain proxy_cookie_flags proxy_cookie_path
    proxy_force_ranges proxy_headers_hash_bucket_size proxy_headers_hash_max_size proxy_hide_header
    proxy_http_version proxy_ignore_client_abort proxy_ignore_headers proxy_intercept_errors proxy_limit_rate
    proxy_max_temp_file_size proxy_method proxy_next_upstream proxy_next_upstream_timeout
    proxy_next_upstream_tries proxy_no_cache proxy_pass_header proxy_pass_request_body
    proxy_pass_request_headers proxy_pass_trailers proxy_read_timeout proxy_redirect proxy_request_buffering
    proxy_request_dynamic proxy_send_lowat proxy_send_timeout proxy_set_body proxy_set_header
    proxy_socket_keepalive proxy_socket_rcvbuf proxy_socket_sndbuf proxy_ssl_certificate
    proxy_ssl_certificate_key proxy_ssl_ciphers proxy_ssl_conf_command proxy_ssl_crl proxy_ssl_key_log
    proxy_ssl_name proxy_ssl_password_file proxy_ssl_protocols proxy_ssl_server_name proxy_ssl_session_reuse
    proxy_ssl_trusted_certificate proxy_ssl_verify proxy_ssl_verify_depth proxy_store proxy_store_access
    proxy_temp_file_write_size proxy_temp_path read_ahead real_ip_header real_ip_recursive
    recursive_error_pages reset_timedout_connection satisfy send_lowat send_timeout sendfile_max_chunk
    server_name_in_redirect server_tokens set_real_ip_from subrequest_output_buffer_size tcp_nodelay
    tcp_nopush types types_hash_bucket_size types_hash_max_size`,
  'http server location if': `
    access_log add_header add_header_inherit add_trailer add_trailer_inherit error_page expires gzip
    limit_rate limit_rate_after rewrite_log root sendfile uninitialized_variable_warn`,
  http: `
    geo http2_recv_buffer_size limit_conn_zone limit_req_zone limit_zone log_format map map_hash_bucket_size
    map_hash_max_size proxy_cache_path server_names_hash_bucket_size server_names_hash_max_size split_clients
    upstream variables_hash_bucket_size variables_hash_max_size`,
  location: 'alias internal limit_except',
  'http server': `
    client_header_buffer_size client_header_timeout connection_pool_size http2 http2_body_preread_size
    http2_idle_timeout http2_max_concurrent_pushes http2_max_concurrent_streams http2_max_field_size
    http2_max_header_size http2_max_requests http2_recv_timeout ignore_invalid_headers
    large_client_header_buffers max_headers merge_slashes request_pool_size ssl ssl_buffer_size
    ssl_certificate ssl_certificate_cache ssl_certificate_compression ssl_certificate_key ssl_ciphers
    ssl_client_certificate ssl_conf_command ssl_crl ssl_dhparam ssl_early_data ssl_ecdh_curve ssl_ech_file
    ssl_key_log ssl_ocsp ssl_ocsp_cache ssl_ocsp_responder ssl_password_file ssl_prefer_server_ciphers
    ssl_protocols ssl_reject_handshake ssl_session_cache ssl_session_ticket_key ssl_session_tickets
    ssl_session_timeout ssl_stapling ssl_stapling_file ssl_stapling_responder ssl_stapling_verify
    ssl_trusted_certificate ssl_verify_client ssl_verify_depth underscores_in_headers`,
  main: `
    daemon debug_points env events http load_module lock_file master_process pcre_jit pid ssl_engine
    ssl_object_cache_inheritable thread_pool timer_resolution user worker_cpu_affinity worker_priority
    worker_processes worker_rlimit_core worker_rlimit_nofile worker_shutdown_timeout working_directory`,
  'http server location upstream': 'keepalive_requests keepalive_time keepalive_timeout resolver resolver_timeout',
  server: 'listen server_name',
  'server location': 'if location referer_hash_bucket_size referer_hash_max_size stub_status try_files valid_referers',
  'http upstream': 'server',
  'location if limit_except': 'proxy_pass',
  'server location if': 'break return rewrite set',
  upstream: 'hash ip_hash keepalive least_conn least_time ntlm queue random state sticky zone',
  events: `
    accept_mutex accept_mutex_delay debug_connection multi_accept stall_threshold use worker_aio_requests
    worker_connections`,
  'main http server location': 'error_log',
}

/** The names of the blocks in which a directive may stand. */
export const CONTEXTS = new Map(
  Object.entries(NAMES).flatMap(([blocks, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, new Set(blocks.split(' '))] as const),
  ),
)
