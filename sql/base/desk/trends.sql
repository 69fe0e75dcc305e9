-- The sizes of each library's last thirty published builds, the oldest first.
select library, golden
from (
    select library, golden, published_at, row_number() over (partition by library order by published_at desc) as back
    from registry.build
    where status = 'published'
) b
where back <= 30
order by library, published_at
