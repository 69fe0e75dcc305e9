-- Makes `items`: one row a record of the JSON pages, in page order and as JSON.
create or replace table items as
select row_number() over (order by page, position) as row_number, item
from (
    select page, unnest(item_list) as item, generate_subscripts(item_list, 1) as position
    from (
        select filename as page,
            cast(json_extract(content, '$."' || {{ rows | literal }} || '"') as json[]) as item_list
        from read_text({{ files }})
    )
)
